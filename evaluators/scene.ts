import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { frameShare } from './frame-share.ts'
import { unscored } from './scored.ts'

/** The share of frames whose caption holds every word of the asked scene. */
export const scene: Evaluator<'tagger'> = {
  meta: {
    id: 'scene',
    title: 'Scene',
    unit: 'share of frames',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'tagger',
    needsPrompt: true,
    citation: vbench('scene'),
  },
  score({ prompt, feature }) {
    const asked = readAuxiliary(prompt, 'scene')
    if ('problem' in asked) return unscored(asked.problem)
    return frameShare(feature.captions.map((caption) => describes(caption, asked.value.scene.scene)))
  },
}

/** Whether every word of the scene is a part of the caption, within other words too, as upstream has it. */
export function describes(caption: string, sceneWords: string): boolean {
  return sceneWords.split(' ').every((word) => caption.includes(word))
}
