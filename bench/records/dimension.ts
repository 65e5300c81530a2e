/** The 16 dimensions of VBench (Huang et al., CVPR 2024, section 3), in the order of upstream's score table. */
export const dimensionIds = [
  'subject-consistency',
  'background-consistency',
  'temporal-flickering',
  'motion-smoothness',
  'dynamic-degree',
  'aesthetic-quality',
  'imaging-quality',
  'object-class',
  'multiple-objects',
  'human-action',
  'color',
  'spatial-relationship',
  'scene',
  'appearance-style',
  'temporal-style',
  'overall-consistency',
] as const

export type DimensionId = (typeof dimensionIds)[number]

/** `temporal-flickering` → `temporal_flickering`: the key in VBench's own files. */
export function upstreamKey(id: DimensionId): string {
  return id.replaceAll('-', '_')
}
