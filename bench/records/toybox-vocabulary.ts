/**
 * The words of the toybox world and their colours: what its renderer draws and what a detector of its pixels looks for.
 * Nothing else is shared between the two.
 */

export const toyboxShapes = [
  'circle',
  'square',
  'triangle',
  'star',
  'heart',
  'cross',
  'ring',
  'hexagon',
] as const
export type ToyboxShape = (typeof toyboxShapes)[number]

/**
 * 8-bit sRGB of every colour word: VBench's nine (data of its `color` dimension) and brown and gray.
 * Levels stay within 24 … 231 so that shading (±14) and flicker (±20) don't clip and the hue of a pixel survives them.
 */
export const toyboxPalette = {
  red: [216, 36, 36],
  orange: [231, 132, 28],
  yellow: [228, 212, 44],
  green: [40, 156, 64],
  blue: [40, 84, 212],
  purple: [124, 48, 168],
  pink: [231, 140, 188],
  brown: [118, 72, 40],
  black: [28, 28, 28],
  white: [228, 228, 228],
  gray: [128, 128, 128],
} as const satisfies Record<string, readonly [red: number, green: number, blue: number]>
export type ToyboxColor = keyof typeof toyboxPalette

export const toyboxColors = Object.keys(toyboxPalette) as readonly ToyboxColor[]

/** VBench's four relations, as `relationship` of its `spatial_relationship` rows spells them. */
export const toyboxRelations = [
  'on the left of',
  'on the right of',
  'on the top of',
  'on the bottom of',
] as const
export type ToyboxRelation = (typeof toyboxRelations)[number]

/** Largest difference, in 8-bit levels of each channel, that shading and textures add to a palette colour. */
export const toyboxShadingLevels = 14
