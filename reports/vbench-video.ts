import type { DimensionId } from '../bench/records/dimension.ts'
import type { ScoredValue } from '../bench/records/score.ts'
import { Float, type PythonJson } from './python-json.ts'

/**
 * The members beside `video_path`, from the file of the same name in upstream's `vbench/`. Where an evaluator kept
 * upstream's own intermediate values in `details`, those are written; else they follow from value and weight.
 */
export function videoResult(id: DimensionId, score: ScoredValue): Record<string, PythonJson> {
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
    case 'camera-motion': {
      const found = score.details?.found
      const moves = Array.isArray(found) ? found.filter((move) => typeof move === 'string') : []
      const wanted = score.details?.wanted
      return {
        ...mean,
        ...(typeof wanted === 'string' && { prompt_type: wanted }),
        predict_type: moves.length > 0 ? moves : ['None'],
      }
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
