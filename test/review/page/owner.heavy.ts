import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { describeBrowser } from '../../support/browser.ts'
import { servedStudy } from '../../support/review-page.ts'
import { voteOn } from '../../support/vote.ts'

const pictures = process.env.REVIEW_PICTURES

describeBrowser('the owner’s page', (browser) => {
  const served = servedStudy(
    {
      models: ['aurora', 'borealis', 'corona'],
      prompts: 4,
      raters: 4,
      ratersPerItem: 2,
      goldRate: 0.2,
      repeatRate: 0.2,
    },
    { frames: 12, fps: 24, width: 64, height: 48 },
  )

  beforeAll(async () => {
    for (const label of ['Ada', 'Grace']) {
      const { desk } = await served.site.review.addRater('link', label)
      const count = label === 'Ada' ? 20 : 4
      for (let vote = 0; vote < count; vote++) {
        const [item] = (await served.site.review.nextItems(desk, 1)).items
        if (item === undefined) break
        await served.site.review.submit(desk, [voteOn(item)])
      }
    }
  })

  test('shows progress, adds, pauses and excludes raters with a reason, and reveals results last', async () => {
    const context = await browser().newContext({ viewport: { width: 1200, height: 1000 } })
    const page = await context.newPage()
    const trouble: string[] = []
    page.on('pageerror', (error) => trouble.push(error.message))
    await page.goto(served.site.server.ownerLink)
    await page.waitForSelector('.owner table')
    expect(await page.locator('tbody tr').count()).toBe(2)
    expect(await page.locator('.pairs li').count()).toBe(3)

    await page.getByLabel('Label of a new rater').fill('Joan <b>')
    await page.getByRole('button', { name: 'Add rater' }).click()
    await page.waitForSelector('.new-link code')
    const link = (await page.locator('.new-link code').textContent())!
    expect(link).toMatch(/\/rate#[\w-]{20,}$/)
    await expect.poll(() => page.locator('tbody tr').count()).toBe(3)

    const grace = page.locator('tr', { hasText: 'Grace' })
    await grace.getByRole('button', { name: 'Exclude' }).click()
    await page.getByLabel('Reason').fill('answers at random')
    await page.locator('dialog').getByRole('button', { name: 'Exclude Grace' }).click()
    await expect.poll(() => grace.locator('.state').textContent()).toBe('excluded')
    expect(await grace.textContent()).toContain('answers at random')

    expect(await page.getByRole('button', { name: /Export/ }).count()).toBe(0)
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'owner.png'), fullPage: true })
    await page.getByRole('button', { name: 'Reveal the results…' }).click()
    await page.getByRole('button', { name: 'Reveal now' }).click()
    await page.getByRole('region', { name: 'Comparisons' }).waitFor()
    if (pictures !== undefined)
      await page.screenshot({ path: join(pictures, 'owner-results.png'), fullPage: true })
    for (const width of [390, 768]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
    expect(trouble).toEqual([])
    await context.close()
  })
})
