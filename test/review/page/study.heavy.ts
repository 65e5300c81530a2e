import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { standingVotes } from '../../../bench/review/standing-votes.ts'
import { readVotes } from '../../../bench/store/votes.ts'
import { describeBrowser } from '../../support/browser.ts'
import { recordingProxy } from '../../support/recording-proxy.ts'
import { beginStudy, openPage, servedStudy } from '../../support/review-page.ts'
import { openSite } from '../../support/review-site.ts'

const models = ['secret-model-aurora', 'secret-model-borealis']
/** Where pictures of the pages are kept, to be looked at. */
const pictures = process.env.REVIEW_PICTURES

describeBrowser('a study of twenty items in Chromium', (browser) => {
  const served = servedStudy(
    {
      models,
      prompts: 16,
      raters: 8,
      ratersPerItem: 8,
      goldRate: 0.125,
      repeatRate: 0.125,
      minimumWatchSeconds: 0.5,
    },
    { frames: 48, fps: 24, width: 320, height: 192 },
    { completion: { code: 'OSB-7F3K-92QX', url: null } },
  )

  const open = (address: string, options?: BrowserContextOptions) => openPage(browser(), address, options)

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  const votesOf = async (label: string) => {
    const desk = [...served.site.review.state.desks.values()].find(({ rater }) => rater.label === label)!
    const votes = await readVotes(served.run.store, served.site.review.state.study.id)
    return standingVotes(votes).filter(({ raterId }) => raterId === desk.rater.id)
  }

  const goOn = async (page: Page, before: string | null) =>
    expect
      .poll(
        async () =>
          (await page.locator('.done').count()) > 0 ||
          ((await page.locator('#item-title').count()) > 0 &&
            (await page.locator('#item-title').textContent()) !== before),
        { timeout: 15_000 },
      )
      .toBe(true)

  test('is completed with the keyboard alone', async () => {
    const page = await open(await served.site.link('Keyboard'))
    await page.waitForSelector('.welcome button')
    await picture(page, 'welcome')
    await page.keyboard.press('Enter')
    let items = 0
    for (;;) {
      await page.waitForSelector('.question, .done')
      if ((await page.locator('.done').count()) > 0) break
      const before = await page.locator('#item-title').textContent()
      if (items === 4) {
        await page.keyboard.press('1')
        await page.waitForTimeout(600)
        await picture(page, 'item')
        await page.keyboard.press('?')
        await page.waitForSelector('dialog[open]')
        await picture(page, 'shortcuts')
        await page.keyboard.press('Escape')
        await page.keyboard.press('x')
        await picture(page, 'one-place')
        await page.keyboard.press('s')
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
      }
      for (const digit of ['1', '2', '3']) await page.keyboard.press(digit)
      if (items === 5) {
        await page.keyboard.press('c')
        await page.keyboard.type('=1+1 <b>x</b>, and a question?')
        await page.keyboard.press('Escape')
      }
      await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
      await page.keyboard.press('Enter')
      await goOn(page, before)
      if (items === 6) {
        await page.keyboard.press('u')
        await expect.poll(() => page.locator('.choice input:checked').count()).toBe(3)
        await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
        const again = await page.locator('#item-title').textContent()
        await page.keyboard.press('Enter')
        await goOn(page, again)
      }
      items++
    }
    await picture(page, 'done')
    expect(await page.locator('.completion output').textContent()).toBe('OSB-7F3K-92QX')
    const votes = await votesOf('Keyboard')
    const own = [...served.site.review.state.desks.values()].find(
      ({ rater }) => rater.label === 'Keyboard',
    )!.items
    expect(own.filter(({ mark }) => mark.kind !== 'practice').length).toBe(20)
    expect(votes.length).toBe(own.length)
    expect(votes.filter(({ comment }) => comment !== undefined).map(({ comment }) => comment)).toEqual([
      '=1+1 <b>x</b>, and a question?',
    ])
    for (const { watchedSeconds } of votes) expect(watchedSeconds).toBeGreaterThanOrEqual(0.5)
    await page.context().close()
  })

  test('is completed on a phone', async () => {
    const page = await open(await served.site.link('Phone'), {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
    })
    await page.waitForSelector('.welcome button')
    await picture(page, 'phone-welcome')
    await page.locator('.welcome button').tap()
    let items = 0
    for (;;) {
      await page.waitForSelector('.question, .done')
      if ((await page.locator('.done').count()) > 0) break
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
      const before = await page.locator('#item-title').textContent()
      if (items === 2) {
        await page.waitForTimeout(500)
        await picture(page, 'phone-item')
      }
      for (const question of await page.locator('.question').all()) {
        await question
          .locator('.choice')
          .nth(items % 5)
          .tap()
      }
      if (items === 2) await picture(page, 'phone-answered')
      await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
      await page.locator('.submit-bar .primary').tap()
      await goOn(page, before)
      items++
    }
    await picture(page, 'phone-done')
    expect((await votesOf('Phone')).length).toBe(items)
    await page.context().close()
  })

  /** Answers the item on show. */
  async function answer(page: Page): Promise<void> {
    const before = await page.locator('#item-title').textContent()
    for (const digit of ['1', '2', '3']) await page.keyboard.press(digit)
    await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
    await page.keyboard.press('Enter')
    await goOn(page, before)
  }

  const waiting = (page: Page) => page.locator('.saved').getAttribute('data-waiting')

  test('votes that were cast without a network are delivered after it, also by a page that was closed', async () => {
    const link = await served.site.link('Lost')
    const page = await open(link)
    await beginStudy(page)
    await answer(page)
    await expect.poll(() => waiting(page)).toBe('0')
    // the next item's clips are loaded already
    await page.waitForSelector('.clips')
    await page.waitForTimeout(1000)
    await page.context().setOffline(true)
    await answer(page)
    await expect.poll(() => waiting(page)).toBe('1')
    expect(await page.locator('.saved').textContent()).toContain('waiting')
    expect(await votesOf('Lost')).toHaveLength(1)
    await page.close()
    await page.context().setOffline(false)
    const again = await page.context().newPage()
    await again.goto(link)
    await expect.poll(async () => (await votesOf('Lost')).length).toBe(2)
    await expect.poll(() => waiting(again)).toBe('0')
    await again.context().close()
  })

  test('a restart of the server loses nothing and doubles nothing', async () => {
    const link = await served.site.link('Restart')
    const page = await open(link)
    await beginStudy(page)
    await answer(page)
    await expect.poll(() => waiting(page)).toBe('0')
    await page.waitForTimeout(1000)
    const { port } = served.site.server
    await served.site.close()
    await answer(page)
    await expect.poll(() => waiting(page)).toBe('1')
    served.site = await openSite(served.run, { completion: { code: 'OSB-7F3K-92QX', url: null }, port })
    await expect.poll(async () => (await votesOf('Restart')).length, { timeout: 20_000 }).toBe(2)
    await expect.poll(() => waiting(page)).toBe('0')
    await answer(page)
    await expect.poll(async () => (await votesOf('Restart')).length).toBe(3)
    await page.context().close()
  })

  test('two tabs of one rater go on together', async () => {
    const link = await served.site.link('Tabs')
    const page = await open(link)
    await beginStudy(page)
    const other = await page.context().newPage()
    await other.goto(link)
    await beginStudy(other)
    const first = await other.locator('#item-title').textContent()
    await page.bringToFront()
    await answer(page)
    await expect.poll(() => other.locator('#item-title').textContent()).not.toBe(first)
    await other.bringToFront()
    await answer(other)
    await expect.poll(async () => (await votesOf('Tabs')).length).toBe(2)
    await page.context().close()
  })

  test('goes on with another device', async () => {
    const link = await served.site.link('Devices')
    const page = await open(link)
    await beginStudy(page)
    for (let item = 0; item < 3; item++) await answer(page)
    await expect.poll(() => waiting(page)).toBe('0')
    const expected = await page.locator('.place-text').textContent()
    await page.context().close()
    const elsewhere = await open(link, { viewport: { width: 390, height: 844 } })
    await beginStudy(elsewhere)
    expect(await elsewhere.locator('.place-text').textContent()).toBe(expected)
    await elsewhere.context().close()
  })

  test('nothing that reaches the browser names a model, the run or a file', async () => {
    const proxy = await recordingProxy()
    const page = await open(await served.site.link('Blind'), {
      proxy: { server: proxy.address, bypass: '<-loopback>' },
    })
    await beginStudy(page)
    for (let item = 0; item < 22; item++) {
      if ((await page.locator('.done').count()) > 0) break
      const html = await page.content()
      for (const name of secrets()) expect(html.includes(name), name).toBe(false)
      await answer(page)
    }
    await page.waitForSelector('.done')
    await page.context().close()
    await proxy.close()
    expect(proxy.answers.filter(({ url }) => url.includes('/media/')).length).toBeGreaterThan(20)
    const leaks = proxy.answers.flatMap(({ url, head, body }) =>
      secrets()
        .filter((name) => url.includes(name) || head.includes(name) || body.includes(name))
        .map((name) => `${url}: ${name}`),
    )
    expect(leaks).toEqual([])
    console.log(
      `blindness: ${proxy.answers.length} answers, ${proxy.answers.reduce((sum, { body }) => sum + body.length, 0)} bytes`,
    )
  })

  /** What must not be told: names of models, of the run, of files, and the study's own ids of items and clips. */
  function secrets(): string[] {
    const { clips, desks } = served.site.review.state
    return [
      ...models,
      'secret-model',
      'secret-run-name',
      served.run.path,
      served.folder,
      ...clips.flatMap(({ clipId, path, source, sha256 }) => [
        clipId,
        path,
        source.path,
        source.sha256,
        sha256,
      ]),
      ...[...desks.values()].flatMap(({ items }) => items.map(({ id }) => id)).filter((id) => id.length > 8),
    ]
  }
})
