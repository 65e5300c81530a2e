/** Words of a toybox prompt besides shapes and colours, and what each of them stands for. */

export const counts = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4 } as const

/** Area against a medium thing, on the same picture. */
export const sizes = { tiny: 0.4, small: 0.6, medium: 1, large: 1.4, big: 1.4, huge: 1.8 } as const
export type ToyboxSize = keyof typeof sizes

export const textures = ['plain', 'gradient', 'striped', 'checkered', 'dotted'] as const
export type ToyboxTexture = (typeof textures)[number]

/** Unit step on the picture: x to the right, y downwards. */
export const directions = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] } as const
export type ToyboxDirection = keyof typeof directions

export type ToyboxMotion =
  | { readonly kind: 'still' }
  | { readonly kind: 'moving'; readonly direction: ToyboxDirection; readonly slowly: boolean }
  | { readonly kind: 'bouncing'; readonly axis: 'x' | 'y' }
  | { readonly kind: 'spinning' }
  | { readonly kind: 'growing' }
  | { readonly kind: 'shrinking' }

/** Every way to write a motion; the longest one that fits is taken. */
export const motions: readonly (readonly [phrase: string, motion: ToyboxMotion])[] = [
  ...(Object.keys(directions) as ToyboxDirection[]).flatMap((direction) =>
    [`moving ${direction}`, `moving to the ${direction}`].flatMap(
      (phrase) =>
        [
          [phrase, { kind: 'moving', direction, slowly: false }],
          [`${phrase} slowly`, { kind: 'moving', direction, slowly: true }],
        ] as const,
    ),
  ),
  ['bouncing', { kind: 'bouncing', axis: 'y' }],
  ['bouncing up and down', { kind: 'bouncing', axis: 'y' }],
  ['bouncing left and right', { kind: 'bouncing', axis: 'x' }],
  ['spinning', { kind: 'spinning' }],
  ['rotating', { kind: 'spinning' }],
  ['growing', { kind: 'growing' }],
  ['shrinking', { kind: 'shrinking' }],
  ['standing still', { kind: 'still' }],
  ['staying still', { kind: 'still' }],
]

/** VBench's spelling of a relation, by every way to write it. */
export const relations = [
  ['on the left of', 'on the left of'],
  ['to the left of', 'on the left of'],
  ['on the right of', 'on the right of'],
  ['to the right of', 'on the right of'],
  ['on the top of', 'on the top of'],
  ['above', 'on the top of'],
  ['on the bottom of', 'on the bottom of'],
  ['below', 'on the bottom of'],
] as const
