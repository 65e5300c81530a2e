import { gzipSync } from 'node:zlib'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { bundlePage } from '../../../bench/review/page-bundle.ts'
import { describeBrowser } from '../../support/browser.ts'
import { newPage, servedStudy } from '../../support/review-page.ts'

// What a rater's phone loads before the first clip: the bound.
const scriptBytes = 60 * 1024

// A browser among other work needs more than the seconds of a free machine, milliseconds.
const patience = 120_000

describe('the pages as files', () => {
  test('the rater’s script is under 60 KB gzipped, and so is the owner’s', async () => {
    const { assets } = await bundlePage()
    const sizes = assets
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ name, content }) => [name, gzipSync(content).length] as const)
    expect(sizes).toHaveLength(2)
    for (const [name, bytes] of sizes) expect(bytes, name).toBeLessThan(scriptBytes)
  })

  test('nothing stands inline', async () => {
    const { rateHtml, ownerHtml } = await bundlePage()
    for (const html of [rateHtml, ownerHtml]) {
      expect(html).not.toMatch(/<script(?![^>]* src=)/)
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
    }
  })
})

describeBrowser('the rater’s page in Chromium', (browser) => {
  const served = servedStudy(
    {
      models: ['secret-model-a', 'secret-model-b'],
      prompts: 2,
      raters: 3,
      ratersPerItem: 3,
      goldRate: 0,
      repeatRate: 0,
      minimumWatchSeconds: 0.3,
    },
    { frames: 24, fps: 24, width: 192, height: 112 },
    { completion: { code: 'CODE-1234', url: null } },
  )

  async function open(address: string, options?: BrowserContextOptions) {
    const page = await newPage(browser(), options)
    const trouble: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text())
    })
    page.on('pageerror', (error) => trouble.push(error.message))
    await page.goto(address)
    return { page, trouble }
  }

  const total = (page: Page) => page.locator('.place-text').textContent()

  test('a study from the first key to the code, by keyboard', { timeout: patience }, async () => {
    const { page, trouble } = await open(await served.site.link('Ada'))
    await page.waitForSelector('.welcome button')
    await page.keyboard.press('Enter')
    for (;;) {
      await page.waitForSelector('.question, .done')
      if ((await page.locator('.done').count()) > 0) break
      const before = await page.locator('#item-title').textContent()
      for (const digit of ['1', '3', '5']) await page.keyboard.press(digit)
      expect(await page.locator('.choice input:checked').count()).toBe(3)
      await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
      await page.keyboard.press('Enter')
      await expect
        .poll(
          async () =>
            (await page.locator('.done').count()) > 0 ||
            (await page.locator('#item-title').textContent()) !== before,
        )
        .toBe(true)
    }
    expect(await page.locator('.completion output').textContent()).toBe('CODE-1234')
    expect(await total(page)).toBe('2 of 2')
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('Chinese by the browser’s language', { timeout: patience }, async () => {
    const { page } = await open(await served.site.link('Bo'), { locale: 'zh-CN' })
    await page.waitForSelector('.welcome')
    expect(await page.locator('h1').textContent()).toBe('比较短视频')
    expect(await page.getAttribute('html', 'lang')).toBe('zh-Hans')
    await page.locator('select.language').selectOption('en')
    expect(await page.locator('h1').textContent()).toBe('Compare short videos')
    await page.context().close()
  })
})
