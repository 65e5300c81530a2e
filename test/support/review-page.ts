import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import { openSite, type ReviewSite, watchableStudy } from './review-site.ts'
import { temporaryFolder } from './temporary.ts'

type WatchableStudy = Parameters<typeof watchableStudy>

/** A study whose clips can be watched, and its server. */
export interface ServedStudy {
  readonly folder: string
  readonly run: Run
  /** Another one may take its place, such as after a restart. */
  site: ReviewSite
}

/** Makes a study before the tests of a suite and serves it until they are done. */
export function servedStudy(
  wanted: WatchableStudy[1],
  clip: WatchableStudy[2],
  options: Parameters<typeof openSite>[1] = {},
): ServedStudy {
  const folder = temporaryFolder()
  const served = { folder } as { folder: string; run: Run; site: ReviewSite }
  beforeAll(async () => {
    served.run = await watchableStudy(join(folder, 'run'), wanted, clip)
    served.site = await openSite(served.run, options)
  })
  afterAll(async () => {
    await served.site.close()
    await served.run.close()
  })
  return served
}

/** An empty page in a context of its own, as large as a small laptop's screen. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    ...options,
  })
  return context.newPage()
}

/** The same, at an address. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await newPage(browser, options)
  await page.goto(address)
  return page
}

/** From the welcome to the first item, by the keyboard. */
export async function beginStudy(page: Page): Promise<void> {
  await page.waitForSelector('.welcome button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.question')
}
