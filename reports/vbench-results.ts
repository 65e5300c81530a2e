import type { DimensionId } from '../bench/records/dimension.ts'
import { upstreamKey } from '../bench/records/dimension.ts'
import type { ItemResult, ModelResult, RunResult } from '../bench/records/run-result.ts'
import type { ScoredValue } from '../bench/records/score.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { groupBy } from './group.ts'
import { Float, type PythonJson, pythonJson } from './python-json.ts'
import { safeFileName } from './text.ts'
import { longLists } from './vbench-long-results.ts'
import { videoResult } from './vbench-video.ts'

/**
 * VBench's own results, one file for each model: `<model>_eval_results.json`, `{dimension: [score, [videos]]}` as
 * `VBench.evaluate` of Vchitect/VBench @45e79ec writes it, `VBenchLong.evaluate` for long clips, and `VBenchI2V.evaluate`
 * for clips made from pictures.
 * Dimensions without a value are left out, never written as 0.
 */
export const vbenchResults: ReportFormat = {
  title: 'VBench’s own result files',
  files: (result) => resultFiles(result),
}

/** One file for each model; names stay apart when two labels become the same file name. */
export function resultFiles(result: RunResult): ReportFile[] {
  const taken = new Set<string>()
  return result.models.map((model) => {
    let name = safeFileName(model.model)
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${safeFileName(model.model)}-${copy}`
    taken.add(name.toLowerCase())
    return { name: `${name}_eval_results.json`, content: pythonJson(evaluation(result, model)) }
  })
}

// Order of `VBench.build_full_dimension_list`, vbench/__init__.py.
const upstreamOrder: readonly DimensionId[] = [
  'subject-consistency',
  'background-consistency',
  'aesthetic-quality',
  'imaging-quality',
  'object-class',
  'multiple-objects',
  'color',
  'spatial-relationship',
  'scene',
  'temporal-style',
  'overall-consistency',
  'human-action',
  'temporal-flickering',
  'motion-smoothness',
  'dynamic-degree',
  'appearance-style',
]

// Order of `VBenchI2V.build_full_dimension_list`, vbench2_beta_i2v/__init__.py, without temporal flickering, which the
// script for totals does not know.
const imageToVideoOrder: readonly DimensionId[] = [
  'i2v-subject',
  'i2v-background',
  'camera-motion',
  'subject-consistency',
  'background-consistency',
  'aesthetic-quality',
  'imaging-quality',
  'motion-smoothness',
  'dynamic-degree',
]

function evaluation(result: RunResult, model: ModelResult): PythonJson {
  const items = result.items.filter((item) => item.model === model.model)
  const order = result.suite.id === 'vbench-i2v' ? imageToVideoOrder : upstreamOrder
  const entries = order.flatMap((id) => {
    const value = model.dimensions.find((dimension) => dimension.id === id)?.value ?? null
    if (value === null) return []
    const lists =
      result.protocol === 'vbench-long'
        ? longLists(id, items)
        : [...(id === 'camera-motion' ? [shareByMove(items)] : []), videosOf(id, items)]
    return [[upstreamKey(id), [new Float(value), ...lists]] as const]
  })
  return Object.fromEntries(entries)
}

const isCompared = (id: DimensionId) => id === 'i2v-subject' || id === 'i2v-background'

/**
 * What `camera_motion.py` gives between score and videos: the mean of each move that prompts ask for. Upstream writes NaN for
 * a move without videos; here it is left out.
 */
function shareByMove(items: readonly ItemResult[]): PythonJson {
  const byMove = groupBy(
    items.flatMap(({ scores: { 'camera-motion': score } }) => {
      const wanted = score?.status === 'scored' ? score.details?.wanted : undefined
      return typeof wanted === 'string' ? [{ wanted, value: (score as ScoredValue).value }] : []
    }),
    ({ wanted }) => wanted,
  )
  const means = [...byMove].map(([move, own]) => {
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length
    return [move, new Float(mean)] as const
  })
  return Object.fromEntries(means)
}

/** Clips with a score, in plan order; a clip that a dimension excludes is not listed, as in `color.py`. */
function videosOf(id: DimensionId, items: readonly ItemResult[]): PythonJson[] {
  return items.flatMap((item) => {
    const score = item.scores[id]
    if (item.clip === null || score?.status !== 'scored') return []
    const ofPicture = isCompared(id) && item.image !== undefined && { image_path: item.image }
    return [{ ...ofPicture, video_path: item.clip.path, ...videoResult(id, score) }]
  })
}
