import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '../../../bench/pipeline/run-folder.ts'
import { describeBrowser } from '../../support/browser.ts'
import { openSite, type ReviewSite, watchableStudy } from '../../support/review-site.ts'
import { temporaryFolder } from '../../support/temporary.ts'

// From the address to a pair that can be played, on loopback: the bound.
const playableMilliseconds = 1500

describeBrowser('when something is wrong, or slow', (browser) => {
  const folder = temporaryFolder()
  let run: Run
  let site: ReviewSite

  beforeAll(async () => {
    run = await watchableStudy(
      join(folder, 'run'),
      {
        models: ['a', 'b'],
        prompts: 6,
        raters: 12,
        ratersPerItem: 12,
        goldRate: 0,
        repeatRate: 0,
        minimumWatchSeconds: 0.3,
      },
      { frames: 48, fps: 24, width: 320, height: 192 },
    )
    site = await openSite(run, { open: true, prolific: true })
  })
  afterAll(async () => {
    await site.close()
    await run.close()
  })

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser().newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      ...options,
    })
    const page = await context.newPage()
    await page.goto(address)
    return page
  }

  async function begin(page: Page): Promise<void> {
    await page.waitForSelector('.welcome button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.question')
  }

  test('the first pair can be played within a second and a half', async () => {
    const link = await site.link('Fast')
    const context = await browser().newContext()
    const page = await context.newPage()
    // the browser itself warms up with another page
    await page.goto(`${site.server.origin}/owner`)
    const start = performance.now()
    await page.goto(link)
    await page.waitForSelector('.welcome button')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.timeline input').inputValue()).not.toBe('0')
    const took = performance.now() - start
    console.log(`first pair playing after ${took.toFixed(0)} ms`)
    expect(took).toBeLessThan(playableMilliseconds)
    await context.close()
  })

  test('a link that is not valid says so', async () => {
    const page = await open(`${site.server.origin}/rate#nonsense`)
    await page.waitForSelector('[role=alert]')
    expect(await page.locator('main').textContent()).toContain('link is not valid')
    await page.context().close()
  })

  test('an open link makes one rater of one browser, whose own link goes on elsewhere', async () => {
    const link = `${site.server.origin}/join#${await site.review.newInvitation('open')}`
    const page = await open(link)
    await begin(page)
    const own = page.url()
    expect(own).toMatch(/\/rate#[\w-]{20,}$/)
    const raters = site.review.state.desks.size
    // the invitation again, and no link at all: the cookie knows the browser
    for (const address of [link, `${site.server.origin}/rate`]) {
      await page.goto('about:blank')
      await page.goto(address)
      await page.waitForSelector('.welcome button')
    }
    const elsewhere = await open(own)
    await elsewhere.waitForSelector('.welcome button')
    expect(site.review.state.desks.size).toBe(raters)
    await page.context().close()
    await elsewhere.context().close()
  })

  test('a participant of Prolific gets one place, on whatever device', async () => {
    const invite = await site.review.newInvitation('prolific')
    const link = `${site.server.origin}/prolific?invite=${invite}&PROLIFIC_PID=5f0c&STUDY_ID=s1&SESSION_ID=x1`
    for (let device = 0; device < 2; device++) {
      const page = await open(link)
      await page.waitForSelector('.welcome button')
      expect(new URL(page.url()).search).toBe('')
      await page.context().close()
    }
    const places = [...site.review.state.desks.values()].filter(({ rater }) => rater.origin === 'prolific')
    expect(places.map(({ rater }) => rater.label)).toEqual(['5f0c'])
  })

  test('a paused rater is told, and goes on when the owner lets them', async () => {
    const page = await open(await site.link('Paused'))
    await begin(page)
    const desk = [...site.review.state.desks.values()].find(({ rater }) => rater.label === 'Paused')!
    await site.review.setState(desk, { kind: 'paused', reason: 'a question' })
    for (const digit of ['1', '2', '3']) await page.keyboard.press(digit)
    await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=alert]')
    expect(await page.locator('main').textContent()).toContain('paused')
    await site.review.setState(desk, { kind: 'active' })
    await page.reload()
    await page.waitForSelector('.welcome button')
    await expect.poll(() => desk.votes.count()).toBe(1)
    await page.context().close()
  })

  test('a rater who was excluded meanwhile is told that the part has ended', async () => {
    const page = await open(await site.link('Ended'))
    await begin(page)
    const desk = [...site.review.state.desks.values()].find(({ rater }) => rater.label === 'Ended')!
    await site.review.setState(desk, { kind: 'excluded', reason: 'a test' })
    for (const digit of ['1', '2', '3']) await page.keyboard.press(digit)
    await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
    await page.keyboard.press('Enter')
    // the next clip, refused too, may be reported for a moment before the vote's refusal arrives
    await expect.poll(() => page.locator('main').textContent()).toContain('has ended')
    await page.context().close()
  })

  test('a clip that can’t be played is reported, and the study goes on', async () => {
    const link = await site.link('Broken')
    const desk = [...site.review.state.desks.values()].find(({ rater }) => rater.label === 'Broken')!
    const [item] = (await site.review.nextItems(desk, 1)).items
    const page = await browser().newPage()
    // the same length, so that the server takes it for the clip that was planned
    await page.route(`**${item!.kind === 'rating' ? '' : item!.first.url}`, (route) =>
      route.fulfill({ status: 200, contentType: 'video/mp4', body: 'no video at all' }),
    )
    await page.goto(link)
    await begin(page)
    await page.waitForSelector('.veil button')
    expect(await page.locator('.veil').textContent()).toContain('Clip A can’t be played')
    await page.locator('.veil button').click()
    await expect.poll(() => desk.setAside.size).toBe(1)
    await page.waitForSelector('.veil', { state: 'detached' })
    await page.close()
  })

  test('a clip that was deleted is reported, and the study goes on', async () => {
    const link = await site.link('Gone')
    const page = await open(link)
    await page.waitForSelector('.welcome button')
    const desk = [...site.review.state.desks.values()].find(({ rater }) => rater.label === 'Gone')!
    const item = desk.items[0]!
    if (item.kind === 'rating') throw new Error('expected a pair')
    const clip = site.review.state.clipOf(item.second)
    const path = join(run.path, clip.path)
    const bytes = await readFile(path)
    await rm(path)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.veil button')
    expect(await page.locator('.veil').textContent()).toContain('not available')
    await writeFile(path, bytes)
    await page.context().close()
  })

  test('every control has a name, and questions are groups with one', async () => {
    const page = await open(await site.link('Names'))
    await begin(page)
    const nameless =
      await page.evaluate(`[...document.querySelectorAll('button, a, input, select, textarea, canvas, progress')]
      .filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.getAttribute('aria-labelledby') || each.closest('label')?.textContent.trim()))
      .map((each) => each.outerHTML)`)
    expect(nameless).toEqual([])
    expect(await page.getByRole('group', { name: /Visual quality/ }).count()).toBe(1)
    expect(await page.getByRole('radio', { name: 'A is better' }).count()).toBe(3)
    expect(await page.locator('#item-title:focus').count()).toBe(1)
    await page.context().close()
  })

  test('the button says why it can’t be used', async () => {
    const page = await open(await site.link('Why'))
    await begin(page)
    const reason = page.locator('#reason')
    await expect.poll(() => reason.textContent()).not.toContain('Watch')
    expect(await reason.textContent()).toBe('Answer all questions to go on')
    await page.keyboard.press('Enter')
    expect(await page.locator('.question').count()).toBe(3)
    for (const digit of ['1', '2', '3']) await page.keyboard.press(digit)
    expect(await reason.textContent()).toBe('')
    await page.context().close()
  })
})
