import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { frameShare } from './frame-share.ts'
import { namesOf } from './object-class.ts'
import { unscored } from './scored.ts'

/** The share of frames in which both asked objects are detected. */
export const multipleObjects: Evaluator<'object-detector'> = {
  meta: {
    id: 'multiple-objects',
    title: 'Multiple objects',
    unit: 'share of frames',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'object-detector',
    needsPrompt: true,
    citation: vbench('multiple_objects'),
  },
  score({ prompt, feature }) {
    const asked = readAuxiliary(prompt, 'multiple-objects')
    if ('problem' in asked) return unscored(asked.problem)
    const objects = asked.value.object.split(' and ').map((name) => name.trim())
    return frameShare(
      feature.frames.map((frame) => {
        const names = namesOf(frame)
        return objects.every((object) => names.has(object))
      }),
    )
  },
}
