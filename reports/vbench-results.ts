import type { DimensionId } from '../bench/records/dimension.ts'
import { upstreamKey } from '../bench/records/dimension.ts'
import type { ItemResult, ModelResult, RunResult } from '../bench/records/run-result.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { Float, type PythonJson, pythonJson } from './python-json.ts'
import { safeFileName } from './text.ts'
import { longLists } from './vbench-long-results.ts'
import { videoResult } from './vbench-video.ts'

/**
 * VBench's own results, one file for each model: `<model>_eval_results.json`, `{dimension: [score, [videos]]}` as
 * `VBench.evaluate` of Vchitect/VBench @45e79ec writes it, and `VBenchLong.evaluate` for long clips.
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

function evaluation(result: RunResult, model: ModelResult): PythonJson {
  const items = result.items.filter((item) => item.model === model.model)
  const entries = upstreamOrder.flatMap((id) => {
    const value = model.dimensions.find((dimension) => dimension.id === id)?.value ?? null
    if (value === null) return []
    const lists = result.protocol === 'vbench-long' ? longLists(id, items) : [videosOf(id, items)]
    return [[upstreamKey(id), [new Float(value), ...lists]] as const]
  })
  return Object.fromEntries(entries)
}

/** Clips with a score, in plan order; a clip that a dimension excludes is not listed, as in `color.py`. */
function videosOf(id: DimensionId, items: readonly ItemResult[]): PythonJson[] {
  return items.flatMap((item) => {
    const score = item.scores[id]
    if (item.clip === null || score?.status !== 'scored') return []
    return [{ video_path: item.clip.path, ...videoResult(id, score) }]
  })
}
