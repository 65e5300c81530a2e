import type { DimensionId } from '../bench/records/dimension.ts'
import { upstreamKey } from '../bench/records/dimension.ts'
import type { ItemResult, ModelResult, RunResult } from '../bench/records/run-result.ts'
import type { ScoredValue } from '../bench/records/score.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { Float, type PythonJson, pythonJson } from './python-json.ts'
import { safeFileName } from './text.ts'

/**
 * VBench's own results, one file for each model: `<model>_eval_results.json`, `{dimension: [score, [videos]]}` as
 * `VBench.evaluate` of Vchitect/VBench @45e79ec writes it. Dimensions without a value are left out, never written as 0.
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
    return value === null ? [] : [[upstreamKey(id), [new Float(value), videosOf(id, items)]] as const]
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

/**
 * The members beside `video_path`, from the file of the same name in upstream's `vbench/`. Where an evaluator kept
 * upstream's own intermediate values in `details`, those are written; else they follow from value and weight.
 */
function videoResult(id: DimensionId, score: ScoredValue): Record<string, PythonJson> {
  const { value, weight } = score
  const mean = { video_results: new Float(value) }
  const frames = numbers(score, 'frameResults')
  switch (id) {
    case 'background-consistency': {
      const sum = frames?.reduce((total, frame) => total + frame, 0) ?? value * weight
      return { ...mean, video_sim: new Float(sum), cnt_per_video: Math.round(weight) }
    }
    // A video is 0 to 100; only the dimension's score is divided by 100.
    case 'imaging-quality':
      return { video_results: new Float(number(score, 'videoResults') ?? value * 100) }
    case 'dynamic-degree':
      return { video_results: value === 1 }
    case 'human-action':
      return { video_results: value === 1, cor_num_per_video: value === 1 ? 1 : 0 }
    case 'object-class':
    case 'multiple-objects':
    case 'scene':
      return {
        ...mean,
        success_frame_count: number(score, 'successFrameCount') ?? Math.round(value * weight),
        frame_count: Math.round(weight),
      }
    case 'color':
      return { ...mean, cur_success_frame_rate: new Float(value) }
    case 'spatial-relationship':
      return { ...mean, ...(frames && { frame_results: floats(frames) }) }
    // `cur_sim` is what the loop over frames left behind: the last frame's value.
    case 'appearance-style':
      return {
        ...mean,
        ...(frames?.length && { frame_results: floats(frames), cur_sim: new Float(frames.at(-1)!) }),
      }
    default:
      return mean
  }
}

const floats = (values: readonly number[]) => values.map((value) => new Float(value))

function number({ details }: ScoredValue, key: string): number | null {
  const found = details?.[key]
  return typeof found === 'number' ? found : null
}

function numbers({ details }: ScoredValue, key: string): number[] | null {
  const found = details?.[key]
  return Array.isArray(found) && found.every((entry) => typeof entry === 'number') ? found : null
}
