import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import type { Detection, Evaluator } from './contract.ts'
import { frameShare } from './frame-share.ts'
import { unscored } from './scored.ts'

/** The share of frames in which the asked object is detected, by its exact name. */
export const objectClass: Evaluator<'object-detector'> = {
  meta: {
    id: 'object-class',
    title: 'Object class',
    unit: 'share of frames',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'object-detector',
    needsPrompt: true,
    citation: vbench('object_class'),
  },
  score({ prompt, feature }) {
    const asked = readAuxiliary(prompt, 'object-class')
    if ('problem' in asked) return unscored(asked.problem)
    return frameShare(feature.frames.map((frame) => namesOf(frame).has(asked.value.object)))
  },
}

export function namesOf(frame: readonly Detection[]): ReadonlySet<string> {
  return new Set(frame.map((detection) => detection.name))
}
