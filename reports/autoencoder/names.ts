import type {
  AutoencoderResult,
  ProfileCell,
  ProfileStage,
  ResultWorkload,
} from '../../bench/records/autoencoder-result.ts'

/** How a number is known: the first three by `bench`, the others for claims. */
export type Known = 'measured' | 'composed' | 'projected' | 'counted' | 'computed' | 'published'

/** What each kind of number means; stands beside its mark wherever it is shown. */
export const knownTexts: Readonly<Record<Known, string>> = {
  measured: 'a clock on this machine gave it',
  composed: 'measured parts, each multiplied by how often the network holds it',
  projected: 'computed for other hardware, fitted on published times; not a measurement',
  counted: 'counted from graphs and sizes',
  computed: 'follows from published inputs',
  published: 'taken from the authors',
}

export const stageTitles: Readonly<Record<ProfileStage | 'clip' | 'block', string>> = {
  text: 'Text encoders',
  encode: 'Reference encode',
  denoise: 'Denoising',
  decode: 'Decode',
  clip: 'Whole clip',
  block: 'Transformer block',
}

/** Stages of a clip from text alone. */
export const clipStages = ['text', 'denoise', 'decode'] as const satisfies readonly ProfileStage[]

/** `256px 16:9`. */
export const workloadTitle = ({ resolution, aspectRatio }: ResultWorkload): string =>
  `${resolution} ${aspectRatio}`

/** `256px 16:9, 16–17 frames`, or the id of a workload that the result does not list. */
export function workloadTitleOf(result: AutoencoderResult, id: string): string {
  const workload = result.workloads.find((each) => each.id === id)
  if (workload === undefined) return id
  const counts = [...new Set(Object.values(workload.frames))].sort((a, b) => a - b)
  const frames = counts.length > 1 ? `${counts[0]}–${counts.at(-1)}` : String(counts[0] ?? 0)
  return `${workloadTitle(workload)}, ${frames} frames`
}

/** `256px 16:9` of a cell, whose own frames stand beside it. */
export function shortWorkloadOf(result: AutoencoderResult, id: string): string {
  const workload = result.workloads.find((each) => each.id === id)
  return workload === undefined ? id : workloadTitle(workload)
}

/** `448×256, 129 frames`. */
export const cellSize = ({
  width,
  height,
  frames,
}: Pick<ProfileCell, 'width' | 'height' | 'frames'>): string =>
  `${width}×${height}, ${frames} ${frames === 1 ? 'frame' : 'frames'}`

/** `4×8×8` of a variant's id, where it is written with the letter. */
export const variantName = (id: string): string => id.replace(/(?<=\d)x(?=\d)/g, '×')

/** `1 × H100 SXM5`. */
export const hardwareName = ({
  hardware,
  gpus,
}: {
  readonly hardware: string
  readonly gpus: number
}): string => `${gpus} × ${hardware}`
