import type { DimensionEntry } from '../contract.ts'

/**
 * The 16 dimensions with upstream's bounds and weights.
 * Source: NORMALIZE_DIC, DIM_WEIGHT, QUALITY_LIST and SEMANTIC_LIST of scripts/constant.py, Vchitect/VBench @45e79ec.
 */
export const vbenchDimensions = [
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
    id: 'temporal-flickering',
    title: 'Temporal flickering',
    group: 'quality',
    min: 0.6293,
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
  { id: 'object-class', title: 'Object class', group: 'semantic', min: 0, max: 1, weight: 1 },
  { id: 'multiple-objects', title: 'Multiple objects', group: 'semantic', min: 0, max: 1, weight: 1 },
  { id: 'human-action', title: 'Human action', group: 'semantic', min: 0, max: 1, weight: 1 },
  { id: 'color', title: 'Color', group: 'semantic', min: 0, max: 1, weight: 1 },
  { id: 'spatial-relationship', title: 'Spatial relationship', group: 'semantic', min: 0, max: 1, weight: 1 },
  { id: 'scene', title: 'Scene', group: 'semantic', min: 0, max: 0.8222, weight: 1 },
  {
    id: 'appearance-style',
    title: 'Appearance style',
    group: 'semantic',
    min: 0.0009,
    max: 0.2855,
    weight: 1,
  },
  { id: 'temporal-style', title: 'Temporal style', group: 'semantic', min: 0, max: 0.364, weight: 1 },
  {
    id: 'overall-consistency',
    title: 'Overall consistency',
    group: 'semantic',
    min: 0,
    max: 0.364,
    weight: 1,
  },
] as const satisfies readonly DimensionEntry[]

/** QUALITY_WEIGHT and SEMANTIC_WEIGHT of the same file. */
export const groupWeights = { quality: 4, semantic: 1 } as const
