import { strToU8, zipSync } from 'fflate'
import { BenchError } from '../bench/errors.ts'
import type { DimensionId } from '../bench/records/dimension.ts'
import type { DimensionResult, ModelResult, RunResult } from '../bench/records/run-result.ts'
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
        `_${packName(result)}${reasons.length === 0 ? '' : '-partial'}.zip`,
      ),
      content: zipSync({ [file.name]: strToU8(file.content as string) }, { level: 6, mtime: epoch() }),
    }))
  },
}

/** Files of three programs must not be taken for each other. */
function packName({ suite, protocol }: RunResult): string {
  if (suite.id === 'vbench-i2v') return 'vbench-i2v'
  return protocol === 'vbench-long' ? 'vbench-long' : 'vbench'
}

/** The first date that a zip entry can hold (PKWARE APPNOTE 4.4.6), in local time as the format has it. */
const epoch = () => new Date(1980, 0, 1)

function reasonsAgainst(result: RunResult): string[] {
  const reasons: string[] = []
  if (result.profile.id !== 'official') reasons.push(`the profile is "${result.profile.id}", not "official"`)
  // networks of the user's own in place of VBench's
  else if (result.profile.notice !== null) reasons.push(result.profile.notice)
  if (result.protocol === 'custom') reasons.push('the prompts are not VBench’s')
  if (lacksLikeness(result)) reasons.push('likeness between segments was left out')
  const videos = result.suite.id === 'vbench-i2v' ? imageToVideoVideos : vbenchVideos
  for (const model of result.models) reasons.push(...gapsOf(model, videos))
  return reasons
}

/** Whether a run of VBench-Long has consistency within segments only, which its authors do not publish. */
function lacksLikeness({ protocol, models }: RunResult): boolean {
  const within = ({ id, evaluator }: DimensionResult) =>
    (id === 'subject-consistency' || id === 'background-consistency') && !evaluator.backbone?.includes(' + ')
  return protocol === 'vbench-long' && models.some(({ dimensions }) => dimensions.some(within))
}

const [samples, flickeringSamples] = [5, 25]

/**
 * Videos of each dimension in VBench's own protocol: prompts that name it, times samples.
 * Source: VBench_full_info.json and prompts/README.md of Vchitect/VBench @45e79ec.
 */
const vbenchVideos: Partial<Record<DimensionId, number>> = {
  'subject-consistency': 72 * samples,
  'background-consistency': 86 * samples,
  'temporal-flickering': 75 * flickeringSamples,
  'motion-smoothness': 72 * samples,
  'dynamic-degree': 72 * samples,
  'aesthetic-quality': 93 * samples,
  'imaging-quality': 93 * samples,
  'object-class': 79 * samples,
  'multiple-objects': 82 * samples,
  'human-action': 100 * samples,
  color: 85 * samples,
  'spatial-relationship': 84 * samples,
  scene: 86 * samples,
  'appearance-style': 90 * samples,
  'temporal-style': 100 * samples,
  'overall-consistency': 93 * samples,
}

/** The same of VBench-I2V. Source: vbench2_i2v_full_info.json and section 4 of vbench2_beta_i2v/README.md, same commit. */
const imageToVideoVideos: typeof vbenchVideos = {
  'camera-motion': 763 * samples,
  'i2v-subject': 246 * samples,
  'i2v-background': 109 * samples,
  'subject-consistency': 246 * samples,
  'background-consistency': 109 * samples,
  'motion-smoothness': 246 * samples,
  'dynamic-degree': 246 * samples,
  'aesthetic-quality': 355 * samples,
  'imaging-quality': 355 * samples,
}

/** What a model lacks of the whole protocol, whatever was planned: a run of fewer prompts or samples is no pack. */
function gapsOf(model: ModelResult, videos: typeof vbenchVideos): string[] {
  const numberOf = (id: DimensionId) =>
    model.dimensions.find((dimension) => dimension.id === id)?.value ?? null
  const absent = (Object.keys(videos) as DimensionId[]).filter((id) => numberOf(id) === null)
  const partial = model.dimensions.flatMap(({ id, value, coverage: { covered, expected } }) => {
    const whole = Math.max(expected, videos[id] ?? 0)
    return value === null || covered >= whole
      ? []
      : [`${model.model} has ${covered} of ${whole} videos for ${id}`]
  })
  return [...(absent.length === 0 ? [] : [`${model.model} lacks ${absent.join(', ')}`]), ...partial]
}
