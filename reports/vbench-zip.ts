import { strToU8, zipSync } from 'fflate'
import { BenchError } from '../bench/errors.ts'
import { dimensionIds } from '../bench/records/dimension.ts'
import type { ModelResult, RunResult } from '../bench/records/run-result.ts'
import type { ReportFormat } from './contract.ts'
import { resultFiles } from './vbench-results.ts'

/**
 * The leaderboard's pack: for each model one zip that holds its `_eval_results.json`, as VBench's README packs the
 * folder `evaluation_results`. Deterministic bytes. Refused when the result is not VBench's own or lacks anything;
 * with `allowPartial` the file's name says `partial`.
 */
export const vbenchZip: ReportFormat = {
  title: 'Zip of VBench’s result files for its leaderboard',
  files(result, context) {
    const reasons = reasonsAgainst(result)
    if (reasons.length > 0 && !context.allowPartial) {
      throw new BenchError('REPORT_PACK_REFUSED', { reasons: reasons.join('; ') })
    }
    return resultFiles(result).map((file) => ({
      name: file.name.replace(
        /_eval_results\.json$/,
        reasons.length === 0 ? '_vbench.zip' : '_vbench-partial.zip',
      ),
      content: zipSync({ [file.name]: strToU8(file.content as string) }, { level: 6, mtime: epoch() }),
    }))
  },
}

/** The first date that a zip entry can hold (PKWARE APPNOTE 4.4.6), in local time as the format has it. */
const epoch = () => new Date(1980, 0, 1)

function reasonsAgainst(result: RunResult): string[] {
  const reasons: string[] = []
  if (result.profile.id !== 'official') reasons.push(`the profile is "${result.profile.id}", not "official"`)
  // networks of the user's own in place of VBench's
  else if (result.profile.notice !== null) reasons.push(result.profile.notice)
  if (result.protocol === 'custom') reasons.push('the prompts are not VBench’s')
  for (const model of result.models) reasons.push(...gapsOf(model))
  return reasons
}

function gapsOf(model: ModelResult): string[] {
  const absent = dimensionIds.filter(
    (id) => (model.dimensions.find((dimension) => dimension.id === id)?.value ?? null) === null,
  )
  const partial = model.dimensions.filter(
    ({ value, coverage }) => value !== null && coverage.covered < coverage.expected,
  )
  return [
    ...(absent.length === 0 ? [] : [`${model.model} lacks ${absent.join(', ')}`]),
    ...partial.map(
      ({ id, coverage }) => `${model.model} has ${coverage.covered} of ${coverage.expected} videos for ${id}`,
    ),
  ]
}
