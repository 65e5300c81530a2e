import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, test } from 'vitest'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = places.find((path) => path !== undefined && existsSync(path))

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A suite in a real Chromium, found at `$CHROMIUM` or the usual places. Without one it is skipped on a developer's
 * machine, with the reason in its name, and fails in CI.
 */
export function describeBrowser(name: string, body: (browser: () => Browser) => void): void {
  if (executablePath !== undefined) {
    describe(name, () => {
      let browser: Browser
      beforeAll(async () => {
        browser = await chromium.launch({ executablePath, args: flags })
      })
      afterAll(() => browser.close())
      body(() => browser)
    })
    return
  }
  describe(`${name} [needs Chromium: set CHROMIUM to its path]`, () => {
    if (process.env.CI === 'true') {
      test('Chromium is present in CI', () => {
        throw new Error(`Expected Chromium at one of ${places.join(', ')}, found none`)
      })
    } else {
      test.skip('skipped: no Chromium', () => undefined)
    }
  })
}
