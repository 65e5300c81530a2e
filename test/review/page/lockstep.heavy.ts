import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeBrowser } from '../../support/browser.ts'
import { drawnFrames, drawnFramesDuring } from '../../support/drawn-frames.ts'
import { openPage, servedStudy } from '../../support/review-page.ts'

// Longer than the time of watching, so that no loop hides a difference.
const frames = 288
const fps = 24

describeBrowser('two players', (browser) => {
  const served = servedStudy(
    { models: ['a', 'b'], prompts: 1, raters: 8, ratersPerItem: 8, goldRate: 0, repeatRate: 0 },
    { frames, fps, width: 320, height: 192 },
  )

  async function open(): Promise<Page> {
    const page = await openPage(browser(), await served.site.link('L'))
    await page.waitForSelector('.welcome button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.screen canvas')
    return page
  }

  const apart = (pair: readonly number[]) => Math.abs(pair[0]! - pair[1]!)
  const readable = (seen: readonly number[][]) => seen.filter((pair) => pair.every((frame) => frame >= 0))

  test('are never more than one frame apart over ten seconds of play', async () => {
    const page = await open()
    await expect.poll(async () => (await drawnFrames(page))[0]).toBeGreaterThan(3)
    const seen = readable(await drawnFramesDuring(page, 10))
    expect(seen.length).toBeGreaterThan(100)
    expect(Math.max(...seen.map(apart))).toBeLessThanOrEqual(1)
    // it really played: most frames of those ten seconds were on the screen, in order
    const distinct = new Set(seen.map(([first]) => first))
    expect(distinct.size).toBeGreaterThan(0.5 * 10 * fps)
    const order = seen.map(([first]) => first!)
    expect(order.every((frame, index) => index === 0 || frame >= order[index - 1]! || frame < 5)).toBe(true)
    console.log(
      `lockstep: ${seen.length} looks, ${distinct.size} frames, apart at most ${Math.max(...seen.map(apart))}`,
    )
    await page.context().close()
  })

  test('stay together at every speed, through loops, pauses and jumps', async () => {
    const page = await open()
    for (const key of [']', ']', '[', '[', '[', '[', '[']) {
      await page.keyboard.press(key)
      const seen = readable(await drawnFramesDuring(page, 0.8))
      expect(Math.max(...seen.map(apart)), key).toBeLessThanOrEqual(1)
    }
    for (const key of [' ', ' ', 'r', ' ', ' ', 'r']) {
      await page.keyboard.press(key)
      const seen = readable(await drawnFramesDuring(page, 0.5))
      expect(Math.max(...seen.map(apart)), key).toBeLessThanOrEqual(1)
    }
    await page.context().close()
  })

  test('move by exactly one frame at a step', async () => {
    const page = await open()
    await expect.poll(async () => (await drawnFrames(page))[0]).toBeGreaterThan(10)
    await page.keyboard.press(' ')
    await page.waitForTimeout(500)
    let [now] = await drawnFrames(page)
    for (const [key, by] of [...Array(12).fill(['.', 1]), ...Array(12).fill([',', -1])] as [
      string,
      number,
    ][]) {
      await page.keyboard.press(key)
      const expected = now! + by
      await expect.poll(() => drawnFrames(page)).toEqual([expected, expected])
      now = expected
    }
    await page.context().close()
  })
})

// The slower and shorter one first: 2 s at 8, 3 s at 24 frames per second.
const uneven = { slow: { fps: 8, frames: 16 }, fast: { fps: 24, frames: 72 } }

describeBrowser('two players with clips of different rates and lengths', (browser) => {
  const served = servedStudy(
    { models: ['slow', 'fast'], prompts: 1, raters: 2, ratersPerItem: 2, goldRate: 0, repeatRate: 0 },
    (model) => ({ ...uneven[model as keyof typeof uneven], width: 320, height: 192 }),
  )

  test('show pictures of one instant, to the end of the longer clip and around, also on a slow machine', async () => {
    const page = await openPage(browser(), await served.site.link('U'))
    await page.waitForSelector('.welcome button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.screen canvas')
    const item = [...served.site.review.state.desks.values()].at(-1)!.items[0]!
    if (item.kind === 'rating') throw new Error('expected a pair')
    const order = [item.first, item.second].map(({ model }) => uneven[model as keyof typeof uneven])
    const devtools = await page.context().newCDPSession(page)
    for (const slowdown of [1, 4]) {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
      const seen = (await drawnFramesDuring(page, 5)).filter((pair) => pair.every((frame) => frame >= 0))
      expect(seen.filter((pair) => !isOneInstant(pair, order))).toEqual([])
      const long = order.findIndex(({ fps }) => fps === 24)
      const shown = seen.map((pair) => pair[long]!)
      expect(Math.max(...shown), 'reaches the end').toBeGreaterThan(66)
      expect(
        shown.some((frame, index) => index > 0 && frame < shown[index - 1]!),
        'loops',
      ).toBe(true)
    }
    await page.context().close()
  })
})

interface Rate {
  readonly fps: number
  readonly frames: number
}

/** Whether there is a time at which both frames are on; a clip's last frame stays. */
function isOneInstant(pair: readonly number[], rates: readonly Rate[]): boolean {
  const starts = pair.map((frame, index) => frame / rates[index]!.fps)
  const ends = pair.map((frame, index) =>
    frame === rates[index]!.frames - 1 ? Number.POSITIVE_INFINITY : (frame + 1) / rates[index]!.fps,
  )
  return Math.max(...starts) < Math.min(...ends) + 1e-3
}
