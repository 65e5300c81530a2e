import type { PlannedClip } from '../../bench/records/plan.ts'

/** A planned clip as the plan would make it, with VBench's name for its file. */
export function plannedClip(text: string, sampleIndex = 0, more: Partial<PlannedClip> = {}): PlannedClip {
  const id = more.prompt?.id ?? '0000'
  return {
    id: `model/${text}/${sampleIndex}`,
    model: 'model',
    prompt: { id, text, dimensions: ['object-class'] },
    sampleIndex,
    seed: 7,
    fileName: `${text}-${sampleIndex}.mp4`,
    dimensions: ['object-class'],
    ...more,
  }
}
