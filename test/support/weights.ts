import { describe, test } from 'vitest'
import { createWeightLocator } from '../../bench/weights/locate.ts'

/** Absolute paths of files of the weights table in the user's cache folder, or null when one is not there. */
async function pathsOf(names: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
  const locator = createWeightLocator(null)
  const paths = new Map<string, string>()
  for (const name of names) {
    const found = await locator.find(name)
    if (found === null) return null
    paths.set(name, found.path)
  }
  return paths
}

/**
 * A suite that needs downloaded weights. Without them it is skipped on a developer's machine, with the command that
 * fetches them in its name, and fails in CI, which fetches them first.
 */
export async function describeWithWeights(
  name: string,
  names: readonly string[],
  body: (weightPath: (name: string) => string) => void,
): Promise<void> {
  const paths = await pathsOf(names)
  if (paths) {
    describe(name, () => body((file) => paths.get(file) as string))
    return
  }
  describe(`${name} [needs ${names.join(', ')}: bench models pull centernet]`, () => {
    if (process.env.CI === 'true') {
      test('weights are present in CI', () => {
        throw new Error(
          `Expected ${names.join(', ')} in the cache folder; run \`bench models pull centernet\` first`,
        )
      })
    } else {
      test.skip('skipped: the weights are not on this machine', () => undefined)
    }
  })
}
