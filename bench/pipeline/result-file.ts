import { join } from 'node:path'
import { type RunResult, runResultSchema } from '../records/run-result.ts'
import { writeFileAtomic } from '../store/files.ts'

/** Writes `result.json` into the run folder, checked against its schema. Equal results give equal bytes. */
export async function writeResult(runPath: string, result: RunResult): Promise<string> {
  const path = join(runPath, 'result.json')
  await writeFileAtomic(path, `${JSON.stringify(runResultSchema.parse(result))}\n`)
  return path
}

/**
 * A result without what may differ between two equal runs: when and where they ran, how long it took, and the settings
 * that don't decide numbers (`configSha256` stands for those that do). Two runs are equal when these are.
 */
export function comparableResult(result: RunResult): object {
  const { runId: _run, createdAt: _created, manifest, items, comparison, ...rest } = result
  const {
    runId: _id,
    startedAt: _started,
    machine: _machine,
    command: _command,
    config: _config,
    ...kept
  } = manifest
  return {
    ...rest,
    manifest: kept,
    items: items.map((item) => {
      if (item.clip === null) return item
      const { stageSeconds: _seconds, ...clip } = item.clip
      return { ...item, clip }
    }),
    comparison: comparison === null ? null : { ...comparison, a: null, b: null },
  }
}
