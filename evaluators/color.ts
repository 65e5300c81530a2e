import { problem } from '../bench/errors.ts'
import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import type { Evaluator, RegionCaption } from './contract.ts'
import { scored, unscored } from './scored.ts'

// source: vbench/color.py, check_generate; "red" is also found in "covered", as upstream has it
const colorWords = [
  'white',
  'red',
  'pink',
  'blue',
  'silver',
  'purple',
  'orange',
  'green',
  'gray',
  'yellow',
  'black',
  'grey',
]

/**
 * Of the frames in which the object is described with a colour, the share that have the asked one. A clip that never
 * shows the object so is excluded from the mean.
 */
export const color: Evaluator<'region-captioner'> = {
  meta: {
    id: 'color',
    title: 'Color',
    unit: 'share of frames with the object',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'region-captioner',
    needsPrompt: true,
    citation: vbench('color'),
  },
  score({ prompt, feature }) {
    const asked = readAuxiliary(prompt, 'color')
    if ('problem' in asked) return unscored(asked.problem)
    const object = asked.value.object ?? objectOf(prompt.text, asked.value.color)
    const counts = countColors(feature.frames, object, asked.value.color)
    if (counts.object === 0) {
      return { status: 'excluded', problem: problem('COLOR_OBJECT_UNSEEN', { object }) }
    }
    return scored(counts.objectInColor / counts.object, 1, {
      objectFrames: counts.object,
      objectInColorFrames: counts.objectInColor,
    })
  },
}

/** "a red car", "red" → "car", by upstream's replacements. */
export function objectOf(prompt: string, askedColor: string): string {
  return prompt.replaceAll('a ', '').replaceAll('an ', '').replaceAll(askedColor, '').trim()
}

/** Frames that describe the object with any colour word, and frames that describe it with the asked one. */
export function countColors(
  frames: readonly (readonly RegionCaption[])[],
  object: string,
  askedColor: string,
): { readonly object: number; readonly objectInColor: number } {
  const captions = frames.map((frame) =>
    frame.filter((region) => region.objectName === object).map((region) => region.caption),
  )
  const framesWith = (words: readonly string[]) =>
    captions.filter((frame) => frame.some((caption) => words.some((word) => caption.includes(word)))).length
  return { object: framesWith(colorWords), objectInColor: framesWith([askedColor]) }
}
