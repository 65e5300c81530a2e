import type { RunAt } from '../pipeline/comparable.ts'
import { packRun } from '../pipeline/pack-result.ts'
import { readPack } from '../pipeline/read-pack.ts'
import { isPack, packFiles } from './pack-file.ts'
import { pathOf, readResultFile } from './run-result-file.ts'
import { suiteOf } from './suite-of.ts'

const programs = { vbench: 'VBench', 'vbench-long': 'VBench-Long', 'vbench-i2v': 'VBench-I2V' } as const

/**
 * One side of a comparison: a run (folder, result.json or id), or results of VBench's own program (a
 * `*_eval_results.json`, a folder of them, or a zip of the leaderboard), with what the user should know of them.
 * Throws RESULT_INVALID, RUN_NEWER or PACK_INVALID.
 */
export async function readComparable(
  word: string,
  outputDir: string,
): Promise<{ readonly run: RunAt; readonly notices: readonly string[] }> {
  const path = await pathOf(word, outputDir)
  if (!(await isPack(path))) return { run: await readResultFile(word, outputDir), notices: [] }
  const { model, files } = await packFiles(path)
  const { dimensions, protocol, notices } = readPack(path, files)
  const suite = suiteOf(protocol === 'vbench-i2v' ? 'vbench-i2v' : 'vbench')
  const { run, notices: ofMeans } = packRun(path, model, dimensions, protocol, suite)
  const head = `${path} states neither prompts nor weights: taken as ${programs[protocol]}'s own, paired by file name.`
  return { run, notices: [head, ...[...notices, ...ofMeans].map((notice) => `${model}: ${notice}`)] }
}
