/** The 16 dimensions of VBench (Huang et al., CVPR 2024, section 3), in the order of upstream's score table. */
export const vbenchDimensionIds = [
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

/** What VBench-I2V (Huang et al., VBench++, 2024) measures beside some of them, in the order of upstream's sum. */
export const imageToVideoDimensionIds = ['camera-motion', 'i2v-subject', 'i2v-background'] as const

/** Every dimension of every suite. */
export const dimensionIds = [...vbenchDimensionIds, ...imageToVideoDimensionIds] as const

export type DimensionId = (typeof dimensionIds)[number]

/** What dimensions are summed up in before the total: two of these in each suite. */
export const groupIds = ['quality', 'semantic', 'i2v'] as const
export type GroupId = (typeof groupIds)[number]

/** The totals that a model can have, in the order of tables: those of its suite are there. */
export const totalNames = [...groupIds, 'total'] as const
export type TotalName = (typeof totalNames)[number]

/** Those that there are, in that order. */
export function totalsOf<T>(totals: { readonly [N in TotalName]?: T | undefined }): [TotalName, T][] {
  return totalNames.flatMap((name) => {
    const total = totals[name]
    return total === undefined ? [] : [[name, total]]
  })
}

/** `temporal-flickering` → `temporal_flickering`: the key in VBench's own files. */
export function upstreamKey(id: DimensionId): string {
  return id.replaceAll('-', '_')
}
