import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { PreferenceResult } from '../../../bench/records/preference-result.ts'
import { html } from '../../../reports/preference/html.ts'
import { describeBrowser } from '../../support/browser.ts'
import { openReport } from '../../support/report-page.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { tinyVideo } from '../../support/tiny-video.ts'
import { rating, sampleResult } from './sample-result.ts'

describeBrowser('the report of a study in Chromium', (browser) => {
  const folder = temporaryFolder()
  const addresses = { shown: '', hidden: '', rated: '' }

  beforeAll(async () => {
    addresses.shown = await write('shown', sampleResult())
    addresses.hidden = await write('hidden', sampleResult({}, false))
    addresses.rated = await write('rated', sampleResult(rating))
  })

  async function write(name: string, result: PreferenceResult): Promise<string> {
    const run = join(folder, name)
    await mkdir(join(run, 'media'), { recursive: true })
    await mkdir(join(run, 'report'))
    for (const { a, b } of result.questions.flatMap(({ disputed }) => disputed)) {
      for (const { path } of [a, b]) await writeFile(join(run, path), tinyVideo)
    }
    const [page] = await html.files(result, { runPath: '..', version: '0.1.0' })
    await writeFile(join(run, 'report', 'index.html'), page!.content)
    return pathToFileURL(join(run, 'report', 'index.html')).href
  }

  const open = (address: string, options?: BrowserContextOptions) => openReport(browser(), address, options)

  const titles = (page: Page) => page.locator('main h2').allTextContents()
  const overflow = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth')

  test('opens from file:// with every section, videos, and no complaint', async () => {
    const { page, trouble } = await open(addresses.shown)
    expect(await titles(page)).toEqual([
      'Ranking',
      'Win rates',
      'Gates',
      'Agreement and side bias',
      'With and without exclusions',
      'Raters',
      'Calibration',
      'Disputed pairs',
      'How to read this',
      'Manifest',
    ])
    expect(await page.locator('.rival').count()).toBe(2)
    expect(await page.locator('.rival li svg[role=img]').count()).toBe(6)
    const video = page.locator('.disputes video').first()
    await expect
      .poll(() => video.evaluate((found: { readyState: number }) => found.readyState))
      .toBeGreaterThan(0)
    expect(trouble).toEqual([])
  })

  test('shows another model’s side when it is chosen, with wins and losses exchanged', async () => {
    const { page } = await open(addresses.shown)
    const label = (index: number) => page.locator('.rival svg').nth(index).getAttribute('aria-label')
    const before = await label(0)
    await page.locator('#focal-model').selectOption({ index: 1 })
    expect(await page.locator('.rival h3').first().textContent()).toContain('Ours 2.0')
    const after = await label(0)
    const parts = (text: string | null) => /wins (.*), neither (.*), losses (.*)$/.exec(text!)!.slice(1)
    const [wins, neither, losses] = parts(before)
    expect(parts(after)).toEqual([losses, neither, wins])
  })

  test('tells nothing of who is preferred while the results are hidden', async () => {
    const { page, trouble } = await open(addresses.hidden)
    expect(await titles(page)).toEqual(['Gates', 'Raters', 'How to read this', 'Manifest'])
    expect(await page.locator('.notices').textContent()).toContain('The results are hidden')
    expect(trouble).toEqual([])
  })

  test('shows ratings', async () => {
    const { page, trouble } = await open(addresses.rated)
    expect(await titles(page)).toContain('Differences')
    expect(await page.locator('.ranking li').count()).toBe(6)
    expect(trouble).toEqual([])
  })

  test.each([
    ['a phone', { viewport: { width: 390, height: 844 } }],
    ['a desk, dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
  ])('fits %s without scrolling sideways', async (_, options) => {
    for (const address of Object.values(addresses)) {
      const { page } = await open(address, options)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    }
  })
})
