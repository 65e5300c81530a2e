import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedPath } from '../support/shared.ts'

/** A copy of a recorded folder that a test may change. */
export async function withCopy(name: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parity-'))
  try {
    await cp(sharedPath(`fixtures/open-sora/${name}`), folder, { recursive: true })
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rewrites a copy's configuration. */
export async function changeConfig(folder: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, 'config.json')
  const text = await readFile(path, 'utf8')
  // the recorded files may be read-only
  await rm(path, { force: true })
  await writeFile(path, change(text))
}

/** Leaves only the named cases, where a copy has them. */
export async function keepCases(folder: string, names: readonly string[]): Promise<void> {
  await changeConfig(folder, (text) => {
    const config = JSON.parse(text) as { cases: Record<string, unknown> }
    const kept = Object.entries(config.cases).filter(([name]) => names.includes(name))
    return JSON.stringify({ ...config, cases: kept.length > 0 ? Object.fromEntries(kept) : config.cases })
  })
}
