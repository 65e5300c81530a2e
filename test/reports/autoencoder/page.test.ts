import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AutoencoderResult } from '../../../bench/records/autoencoder-result.ts'
import { autoencoderReportFiles } from '../../../reports/autoencoder/index.ts'
import { describeBrowser } from '../../support/browser.ts'
import { openReport } from '../../support/report-page.ts'
import { madeUpAutoencoderResult } from './made-up-result.ts'

describeBrowser('the report of the autoencoder suite in Chromium', (browser) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function open(result: AutoencoderResult, options: BrowserContextOptions = {}) {
    const [file] = await autoencoderReportFiles(result, { version: '0.1.0' }, ['html'])
    const path = join(folder, 'index.html')
    await writeFile(path, file!.content)
    return openReport(browser(), pathToFileURL(path).href, options)
  }

  test('opens from file:// with every section and no complaint', async () => {
    const { page, trouble } = await open(madeUpAutoencoderResult())
    for (const id of [
      'speedups',
      'stages',
      'scaling',
      'memory',
      'quality',
      'claims',
      'checks',
      'cost',
      'setting',
      'gates',
      'failures',
      'trust',
      'manifest',
    ]) {
      expect(await page.locator(`#${id} h2`).count(), id).toBe(1)
    }
    expect(await page.locator('canvas').count()).toBe(5)
    for (const canvas of await page.locator('canvas').all()) {
      const length = await canvas.evaluate((element: { toDataURL(): string }) => element.toDataURL().length)
      expect(length).toBeGreaterThan(5000)
    }
    expect(await page.locator('.figure.large .number').textContent()).toBe('3.92×')
    expect(await page.locator('.figures .pattern.projected').count()).toBe(1)
    expect(await page.locator('#claims .badge.fail').count()).toBeGreaterThan(0)
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('nothing sticks out at any width, light and dark', async () => {
    const { page, trouble } = await open(madeUpAutoencoderResult(), { colorScheme: 'dark' })
    for (const width of [360, 390, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      // charts follow a change of size a moment later
      await expect
        .poll(() => page.evaluate('document.documentElement.scrollWidth'), { timeout: 10_000 })
        .toBe(width)
    }
    await page.getByRole('button', { name: 'Light theme' }).click()
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('hostile names are text: nothing runs, nothing leaves', async () => {
    const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- "'\u2028`
    const made = madeUpAutoencoderResult()
    const { page, trouble } = await open({
      ...made,
      suite: { id: 'autoencoder', title: hostile },
      variants: made.variants.map((each) => ({ ...each, title: hostile })),
      claims: made.claims.map((each) => ({ ...each, title: hostile, note: hostile, source: hostile })),
      failures: made.failures.map((each) => ({
        ...each,
        problem: { code: 'X', message: hostile, remedy: hostile },
      })),
    })
    expect(await page.locator('h1').textContent()).toBe(hostile)
    expect(await page.locator('#app img, #app script').count()).toBe(0)
    expect(trouble).toEqual([])
    await page.context().close()
  })

  test('a noisy machine and an inconclusive speed-up are said before any number', async () => {
    const made = madeUpAutoencoderResult()
    const { page, trouble } = await open({
      ...made,
      noise: {
        ...made.noise,
        verdict: 'inconclusive',
        findings: ['Other processes took 61 % of the cores.'],
        remedy: 'End them and run again.',
      },
      speedups: made.speedups.map((each) => ({
        ...each,
        verdict: 'inconclusive',
        message: 'The interval is wider than half of the factor.',
      })),
      quality: [],
      claims: [],
    })
    expect(await page.locator('.notices').textContent()).toContain('61 % of the cores')
    expect(await page.locator('.figure.large .warning').textContent()).toBe('inconclusive')
    expect(await page.locator('#quality').textContent()).toContain('Unscored')
    expect(trouble).toEqual([])
    await page.context().close()
  })
})
