import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'

const root = fileURLToPath(new URL('../../../shared/', import.meta.url))
const present = existsSync(root)

/** Absolute path of a file in the folder of golden data that lies beside the project. */
export function sharedPath(relative: string): string {
  return `${root}${relative}`
}

/**
 * A suite that needs the golden data beside the project. Without it the suite is skipped on a developer's machine,
 * with the reason in its name, and fails in CI.
 */
export function describeShared(name: string, body: () => void): void {
  if (present) {
    describe(name, body)
    return
  }
  describe(`${name} [needs the golden data in ../shared]`, () => {
    if (process.env.CI === 'true') {
      test('golden data is present in CI', () => {
        throw new Error(`Expected golden data at ${root}, found nothing`)
      })
    } else {
      test.skip('skipped: ../shared is absent', () => undefined)
    }
  })
}
