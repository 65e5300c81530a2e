import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunResult } from '../../../bench/records/run-result.ts'
import { html } from '../../../reports/html/html.ts'
import { junit } from '../../../reports/junit.ts'
import { describeBrowser } from '../../support/browser.ts'
import { openReport } from '../../support/report-page.ts'
import { madeUpResult } from '../../support/run-result.ts'
import { tinyVideo } from '../../support/tiny-video.ts'

const context = { runPath: '..', version: '0.1.0', allowPartial: false }

// One black pixel.
const tinyGif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

describeBrowser('the report in Chromium', (browser) => {
  let folder: string
  let single: string
  let several: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'))
    single = await write('single', madeUpResult())
    several = await write('several', madeUpResult({ models: ['A', 'B'], official: true }))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Writes a run folder with its report and a video for every clip; gives the page's address. */
  async function write(name: string, result: RunResult): Promise<string> {
    const run = join(folder, name)
    for (const { clip } of result.items) {
      if (clip === null || clip.path.startsWith('/')) continue
      const path = join(run, clip.path)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, tinyVideo)
    }
    await mkdir(join(run, 'report'), { recursive: true })
    const [page] = await html.files(result, context)
    await writeFile(join(run, 'report', 'index.html'), page!.content)
    return pathToFileURL(join(run, 'report', 'index.html')).href
  }

  const open = (address: string, options?: BrowserContextOptions) => openReport(browser(), address, options)

  const cards = (page: Page) => page.locator('.grid .card')

  test('opens from file:// with charts, tables and no complaint', async () => {
    const { page, trouble } = await open(single)
    expect(await page.title()).toBe('VBench suite, toybox profile: toybox')
    expect(await page.locator('.charts canvas').count()).toBe(2)
    for (const canvas of await page.locator('.charts canvas').all()) {
      expect(
        await canvas.evaluate((element: { toDataURL(): string }) => element.toDataURL().length),
      ).toBeGreaterThan(5000)
    }
    expect(await page.locator('.dimensions tbody tr:not(.group)').count()).toBe(16)
    expect(await page.locator('.figure.large .number').textContent()).toBe('—')
    expect(await page.locator('.notices').textContent()).toContain('Not VBench')
    expect(await page.locator('.tag').textContent()).toContain('not a model')
    for (const id of ['dimensions', 'gates', 'comparison', 'failures', 'gallery', 'trust', 'manifest']) {
      expect(await page.locator(`#${id} h2`).count(), id).toBe(1)
    }
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('only clips near the viewport load, and their videos play from the run folder', async () => {
    const { page, trouble } = await open(single)
    expect(await page.locator('.grid video').count()).toBe(0)
    await page.locator('#gallery').scrollIntoViewIfNeeded()
    await page.waitForSelector('.grid video')
    const video = page.locator('.grid video').first()
    await expect
      .poll(() => video.evaluate((each: { readyState: number }) => each.readyState))
      .toBeGreaterThan(0)
    await page.locator('.grid .card').first().hover()
    await expect.poll(() => video.evaluate((each: { paused: boolean }) => each.paused)).toBe(false)
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('filters by dimension, model, text and failure, and counts', async () => {
    const { page } = await open(several)
    const count = page.locator('.count')
    expect(await count.textContent()).toBe('32 clips, in prompt order')
    await page.getByLabel('Model').selectOption('B')
    expect(await count.textContent()).toBe('16 clips of 32, in prompt order')
    await page.getByLabel('Find').fill('purple ring')
    await expect.poll(() => count.textContent()).toBe('2 clips of 32, in prompt order')
    await page.getByLabel('Find').fill('')
    await page.getByLabel('Show').selectOption('failed')
    await expect.poll(() => page.locator('.grid .score.bad').count()).toBeGreaterThan(0)
    await page.getByLabel('Find').fill('no such words')
    await expect.poll(() => count.textContent()).toContain('No clip matches')
    await page.context().close()
  })

  test('sorts by worst and best of a dimension', async () => {
    const { page } = await open(`${single}#dimension=temporal-flickering&sort=worst`)
    const values = async () =>
      (await page.locator('.grid .score.value').allTextContents()).map((text) =>
        Number(text.replace('−', '-')),
      )
    await expect.poll(() => cards(page).count()).toBeGreaterThan(2)
    const worst = await values()
    expect(worst.length).toBeGreaterThan(2)
    expect(worst).toEqual(worst.toSorted((a, b) => a - b))
    await page.getByLabel('Sort').selectOption('best')
    expect(await values()).toEqual(worst.toReversed())
    await page.context().close()
  })

  test('a deep link opens the clip; closing keeps the filter and gives focus back', async () => {
    const { page } = await open(`${single}#item=toybox%2F0002%2F1&dimension=temporal-flickering`)
    await page.waitForSelector('dialog[open]')
    expect(await page.locator('dialog h3').textContent()).toBe('a small white star that spins slowly')
    expect(await page.locator('dialog .scores tbody tr').count()).toBe(3)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await expect.poll(() => page.url()).toMatch(/#dimension=temporal-flickering$/)
    await expect.poll(() => page.locator('.grid .card:focus').getAttribute('href')).toContain('0002%2F1')
    await page.context().close()
  })

  test('models side by side for the same prompt and sample', async () => {
    const { page, trouble } = await open(`${several}#item=B%2F0000%2F1`)
    await page.waitForSelector('dialog[open]')
    expect(await page.locator('dialog video').count()).toBe(2)
    expect(await page.locator('dialog figcaption').allTextContents()).toEqual(['A', 'B, this clip'])
    await page.getByRole('button', { name: 'Play all from the start' }).click()
    for (const video of await page.locator('dialog video').all()) {
      await expect.poll(() => video.evaluate((each: { paused: boolean }) => each.paused)).toBe(false)
    }
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('works with the keyboard alone', async () => {
    const { page } = await open(single)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the results')
    await page.keyboard.press('/')
    await page.keyboard.type('circle')
    await expect.poll(() => cards(page).count()).toBe(4)
    await cards(page).first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate('document.activeElement.dataset.position')).toBe('2')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    const first = page.url()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.url()).not.toBe(first)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.url()).toBe(first)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await page.context().close()
  })

  test('every control and picture has a name', async () => {
    const { page } = await open(several)
    await page.locator('#gallery').scrollIntoViewIfNeeded()
    const nameless =
      await page.evaluate(`[...document.querySelectorAll('button, a, input, select, canvas, [role=img], [role=region]')]
      .filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.getAttribute('aria-labelledby') || each.closest('label')))
      .map((each) => each.outerHTML)`)
    expect(nameless).toEqual([])
    await page.context().close()
  })

  test('dark by the system’s choice, and by the button', async () => {
    const { page } = await open(single, { colorScheme: 'dark' })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await background()).toBe('rgb(20, 23, 27)')
    await page.getByRole('button', { name: 'Light theme' }).click()
    expect(await background()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await background()).toBe('rgb(255, 255, 255)')
    await page.context().close()
  })

  test('published numbers are columns of their own, marked, and only beside VBench’s own', async () => {
    const { page } = await open(several)
    const text = await page.locator('#published').innerText()
    expect(text).toContain('not measured here')
    expect(text).toMatch(/Total\s[^\n]*84\.28 %\s+84\.34 %\s+81\.71 %/)
    expect(text).toContain('Open-Sora 2.0 has three published totals')
    await page.context().close()
    const other = await open(single)
    expect(await other.page.locator('#published').count()).toBe(0)
    await other.page.context().close()
  })

  test('nothing sticks out on a phone or a tablet, closed and with a clip open', async () => {
    for (const address of [single, several, `${several}#item=B%2F0000%2F1`]) {
      const { page } = await open(address, { viewport: { width: 360, height: 740 } })
      for (const width of [360, 768]) {
        await page.setViewportSize({ width, height: 740 })
        expect(await page.evaluate('document.documentElement.scrollWidth'), address).toBe(width)
      }
      await page.context().close()
    }
  })

  test('hostile prompts, labels and paths are text: nothing runs, nothing leaves', async () => {
    const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- "'\u2028 javascript:alert(3)`
    const result = madeUpResult({ models: [hostile, 'b'], prompts: [hostile, 'p'], samples: 1, failEvery: 2 })
    for (const [index, item] of result.items.entries()) {
      if (item.clip === null) continue
      item.clip.path = [
        'javascript:alert(4)',
        'https://example.org/x.mp4',
        '//example.org/x.mp4',
        '..\\x?y#z',
      ][index % 4]!
    }
    result.failures[0]!.problem = { code: hostile, message: hostile, remedy: hostile }
    result.gates[0]!.message = hostile
    const { page, trouble } = await open(await write('hostile', result))
    await page.locator('#gallery').scrollIntoViewIfNeeded()
    await page.waitForSelector('.grid video', { state: 'attached' })
    await page.waitForTimeout(300)
    expect(await page.locator('h2', { hasText: '<img src=x' }).count()).toBe(1)
    expect(await page.locator('#app img, #app script').count()).toBe(0)
    expect(await page.locator('.card').first().getAttribute('aria-label')).toContain('</script><script>')
    // A video that does not exist is the only complaint.
    expect(trouble.filter((each) => !/ERR_FILE_NOT_FOUND|net::/.test(each))).toEqual([])
    await page.context().close()
  })

  test('failures of one code are one group, also when their remedies name different files', async () => {
    const result = madeUpResult({ failEvery: 3 })
    for (const [index, failure] of result.failures.entries()) {
      failure.problem = {
        code: 'RECORDED_MISSING',
        message: `No video ${index}.`,
        remedy: `Add ${index}.mp4.`,
      }
    }
    const { page } = await open(await write('remedies', result))
    const groups = page.locator('.failure-group')
    expect(await groups.count()).toBe(new Set(result.failures.map(({ stage }) => stage)).size)
    expect(await groups.first().locator('li .remedy').first().textContent()).toBe('What to do: Add 0.mp4.')
    await page.context().close()
  })

  test('recorded videos are linked where they lie', async () => {
    const recorded = join(folder, 'recorded videos', '100% #1?')
    await mkdir(recorded, { recursive: true })
    const result = madeUpResult({ prompts: ['p'], samples: 1, failEvery: 0, recordedFolder: recorded })
    await writeFile(result.items[0]!.clip!.path, tinyVideo)
    const { page, trouble } = await open(`${await write('links', result)}#item=toybox%2F0000%2F0`)
    const video = page.locator('dialog video')
    await expect
      .poll(() => video.evaluate((each: { readyState: number }) => each.readyState))
      .toBeGreaterThan(0)
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('GIF clips are shown as images; a file that is gone is named', async () => {
    const result = madeUpResult({ prompts: ['p', 'q'], samples: 1, failEvery: 0 })
    result.items[0]!.clip!.path = 'videos/p-0.gif'
    result.items[1]!.clip!.path = 'gone/q-0.mp4'
    const address = await write('gif', result)
    await writeFile(join(folder, 'gif', 'videos', 'p-0.gif'), tinyGif)
    await rm(join(folder, 'gif', 'gone', 'q-0.mp4'))
    const { page } = await open(`${address}#item=toybox%2F0000%2F0`)
    const image = page.locator('dialog img')
    await expect.poll(() => image.evaluate((each: { naturalWidth: number }) => each.naturalWidth)).toBe(1)
    await page.keyboard.press('ArrowRight')
    await expect
      .poll(() => page.locator('dialog .gone').textContent())
      .toBe('Can’t be shown here: ../gone/q-0.mp4')
    await page.context().close()
  })

  test('a run without clips, gates or values still makes a page', async () => {
    const result = madeUpResult({ scored: [], prompts: [] })
    const empty: RunResult = { ...result, gates: [], comparison: null }
    const { page, trouble } = await open(await write('empty', empty))
    expect(await page.locator('.count').textContent()).toContain('No clip')
    expect(await page.locator('.charts').count()).toBe(0)
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('JUnit’s XML is well-formed for a strict parser', async () => {
    const hostile = 'a\u0000b\u0008\ud800\uffff ]]> <x y="1">&amp; \' \n\t'
    const result = madeUpResult({ models: [hostile], failEvery: 1 })
    result.failures = result.failures.map((each) => ({
      ...each,
      problem: { code: hostile, message: hostile },
    }))
    const [file] = await junit.files(result, context)
    const { page } = await open(single)
    const cases = await page.evaluate(
      `(text => { const d = new DOMParser().parseFromString(text, 'application/xml'); return d.querySelector('parsererror')?.textContent ?? d.querySelectorAll('testcase').length })(${JSON.stringify(file!.content)})`,
    )
    expect(cases).toBe(3 + result.items.length)
    await page.context().close()
  })
})
