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
 * 8-bit sRGB of every colour word: VBench's nine (data of its `color` dimension) and brown and gray. From black to
 * white their lumas (BT.601: 28, 66, 79, 86, 96, 118, 132, 152, 178, 198, 228) differ, because optical flow looks at gray
 * pictures. Levels stay within 28 … 231 so that shading (±14) and flicker (±20) hardly clip and a pixel keeps its hue.
 */
export const toyboxPalette = {
  black: [28, 28, 28],
  blue: [28, 60, 196],
  purple: [128, 40, 152],
  brown: [124, 76, 36],
  red: [220, 44, 40],
  green: [44, 164, 76],
  gray: [132, 132, 132],
  orange: [231, 136, 28],
  pink: [231, 148, 192],
  yellow: [228, 212, 44],
  white: [228, 228, 228],
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
