import type { DimensionEntry } from '../contract.ts'

/**
 * The nine dimensions of VBench-I2V with upstream's bounds and weights, in the order of its sum. Its prompt list names
 * temporal flickering as well, which its total leaves out and its README does not list.
 *
 * Source: TASK_INFO_I2V, NORMALIZE_DIC_I2V, DIM_WEIGHT_I2V, I2V_LIST and I2V_QUALITY_LIST of scripts/constant.py,
 * Vchitect/VBench @45e79ec.
 */
export const imageToVideoDimensions = [
  { id: 'camera-motion', title: 'Camera motion', group: 'i2v', min: 0, max: 1, weight: 0.1 },
  { id: 'i2v-subject', title: 'Image-to-video subject', group: 'i2v', min: 0.1462, max: 1, weight: 1 },
  { id: 'i2v-background', title: 'Image-to-video background', group: 'i2v', min: 0.2615, max: 1, weight: 1 },
  {
    id: 'subject-consistency',
    title: 'Subject consistency',
    group: 'quality',
    min: 0.1462,
    max: 1,
    weight: 1,
  },
  {
    id: 'background-consistency',
    title: 'Background consistency',
    group: 'quality',
    min: 0.2615,
    max: 1,
    weight: 1,
  },
  {
    id: 'motion-smoothness',
    title: 'Motion smoothness',
    group: 'quality',
    min: 0.706,
    max: 0.9975,
    weight: 1,
  },
  { id: 'dynamic-degree', title: 'Dynamic degree', group: 'quality', min: 0, max: 1, weight: 0.5 },
  { id: 'aesthetic-quality', title: 'Aesthetic quality', group: 'quality', min: 0, max: 1, weight: 1 },
  { id: 'imaging-quality', title: 'Imaging quality', group: 'quality', min: 0, max: 1, weight: 1 },
] as const satisfies readonly DimensionEntry[]

/** I2V_QUALITY_WEIGHT and I2V_WEIGHT of the same file. */
export const groupWeights = { quality: 1, i2v: 1 } as const
