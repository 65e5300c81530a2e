import { vbench } from './citation.ts'
import type { Evaluator, RoleOutputs } from './contract.ts'
import { scored } from './scored.ts'

/** Whether the action classifier names the prompt's action, surely, among its first five. */
export const humanAction: Evaluator<'action-classifier'> = {
  meta: {
    id: 'human-action',
    title: 'Human action',
    unit: 'share of clips',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'action-classifier',
    needsPrompt: true,
    citation: vbench('human_action'),
  },
  score({ prompt, feature }) {
    const seen = sureLabels(feature.topLabels)
    const asked = actionOf(prompt.text)
    const shown = seen.includes(asked)
    return scored(shown ? 1 : 0, 1, { videoResults: shown, asked, seen })
  },
}

/** The label that a prompt (or VBench file name) asks for: "A person is riding a bike-0.mp4" → "riding a bike". */
export function actionOf(promptOrFileName: string): string {
  const name = promptOrFileName.split('/').at(-1) ?? ''
  const beforeIndex = name.toLowerCase().split('-')[0] ?? ''
  const action = beforeIndex.split('person is ').at(-1) ?? ''
  return action.split('_')[0] ?? ''
}

/** Labels of the first five with a probability, rounded to four decimals, of at least 0.85. */
export function sureLabels(top: RoleOutputs['action-classifier']['topLabels']): string[] {
  // source of 5, 4 and 0.85: vbench/human_action.py
  return top
    .slice(0, 5)
    .filter(({ probability }) => Number(probability.toFixed(4)) >= 0.85)
    .map(({ label }) => label)
}
