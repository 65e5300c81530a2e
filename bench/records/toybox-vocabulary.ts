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
 * white their lumas (BT.601: 34, 69, 80, 86, 98, 119, 132, 149, 172, 192, 221) differ, because optical flow looks at gray
 * pictures. Levels stay within 34 … 221 so that shading (±14) and flicker (±20) never clip.
 */
export const toyboxPalette = {
  black: [34, 34, 34],
  blue: [34, 62, 196],
  purple: [128, 42, 152],
  brown: [124, 76, 38],
  red: [220, 46, 42],
  green: [46, 164, 76],
  gray: [132, 132, 132],
  orange: [221, 134, 34],
  pink: [221, 144, 188],
  yellow: [220, 206, 46],
  white: [221, 221, 221],
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
