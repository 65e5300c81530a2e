import { join } from 'node:path'
import { type RunResult, runResultSchema } from '../records/run-result.ts'
import { writeFileAtomic } from '../store/files.ts'

// Items repeat rows that were checked when the store was read; checking 100,000 scores again takes seconds.
const headSchema = runResultSchema.omit({ items: true })

/** Writes `result.json` into the run folder, its numbers checked against the schema. Equal results give equal bytes. */
export async function writeResult(runPath: string, result: RunResult): Promise<string> {
  const path = join(runPath, 'result.json')
  headSchema.parse(result)
  await writeFileAtomic(path, `${JSON.stringify(result)}\n`)
  return path
}

/**
 * A result without what may differ between two equal runs: when and where they ran, how long it took, the commit of a
 * checkout, and the settings that don't decide numbers (`configSha256` stands for those that do). Two runs are equal
 * when these are.
 */
export function comparableResult(result: RunResult): object {
  const { runId: _run, createdAt: _created, manifest, items, comparison, parity: _parity, ...rest } = result
  const { runId: _id, startedAt: _started, machine: _machine, command: _command, ...facts } = manifest
  const { config: _config, software, ...kept } = facts
  const { gitCommit: _commit, ...versions } = software
  return {
    ...rest,
    manifest: { ...kept, software: versions },
    items: items.map((item) => {
      if (item.clip === null) return item
      const { stageSeconds: _seconds, ...clip } = item.clip
      return { ...item, clip }
    }),
    comparison: comparison === null ? null : { ...comparison, a: null, b: null },
  }
}
