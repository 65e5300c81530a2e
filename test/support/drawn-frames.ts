import type { Page } from 'playwright-core'
import { blockPixels, numberBits } from './numbered-clip.ts'

/** Reads the numbers in the pictures on the screen; −1 where nothing is drawn. Runs in the page. */
const reader = `(() => {
  const bits = ${numberBits}, block = ${blockPixels}
  const number = (canvas) => {
    const { width, height } = canvas
    const context = canvas.getContext('2d', { willReadFrequently: true })
    let value = 0
    const row = context.getImageData(0, height - block / 2, bits * block, 1).data
    if (row[3] === 0) return -1
    for (let bit = 0; bit < bits; bit++) {
      const level = row[(bit * block + block / 2) * 4]
      if (level > 80 && level < 175) return -2
      if (level >= 175) value += 1 << bit
    }
    return value
  }
  window.drawnFrames = () => [...document.querySelectorAll('.screen canvas')].map(number)
})()`

/** The frame numbers on the screen, read from the pixels. */
export async function drawnFrames(page: Page): Promise<number[]> {
  await page.evaluate(reader)
  return page.evaluate('window.drawnFrames()')
}

/** The frame numbers on the screen at every refresh, for some time. */
export async function drawnFramesDuring(page: Page, seconds: number): Promise<number[][]> {
  await page.evaluate(reader)
  return page.evaluate(`new Promise((resolve) => {
    const seen = [], end = performance.now() + ${seconds * 1000}
    const look = () => {
      seen.push(window.drawnFrames())
      if (performance.now() < end) requestAnimationFrame(look)
      else resolve(seen)
    }
    requestAnimationFrame(look)
  })`)
}
