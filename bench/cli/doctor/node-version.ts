import { arch, platform } from 'node:os'
import { type Check, missing, ok } from './check.ts'

// Source: `engines` of package.json.
const oldest = [20, 19] as const

/** Node's version. */
export async function nodeVersion(): Promise<Check[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const found = `${process.version} on ${platform()} ${arch()}`
  const isNew = major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
  if (isNew) return [ok('Node', found)]
  return [missing('Node', found, `Install Node ${oldest.join('.')} or newer.`)]
}
