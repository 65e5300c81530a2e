import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

export interface ReportPage {
  readonly page: Page
  /** Console errors and warnings, page errors, dialogs, and requests that leave the machine. */
  readonly trouble: string[]
}

/** Opens a report's file in a context of its own, 1280 pixels wide unless told, and waits until it is drawn. */
export async function openReport(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<ReportPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text())
  })
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) trouble.push(`request ${request.url()}`)
  })
  await page.goto(address)
  await page.waitForSelector('html[data-ready]')
  return { page, trouble }
}
