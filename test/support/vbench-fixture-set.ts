import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safetensors } from './safetensors.ts'
import { sharedPath } from './shared.ts'

/** Per-clip scores of upstream's own functions with the fixtures' networks. */
export interface EndToEnd {
  readonly results: {
    readonly [dimension: string]: {
      readonly average: number
      readonly videos: readonly { readonly clip: string; readonly video_results: number | boolean }[]
      readonly prompts?: readonly string[]
      readonly queries?: readonly string[]
      readonly pair_scores?: Readonly<Record<string, readonly number[]>>
      readonly head_weight?: readonly number[]
      readonly head_bias?: number
    }
  }
}

const fixture = (name: string) => sharedPath(`fixtures/vbench/${name}`)

export const endToEnd = (): EndToEnd => JSON.parse(readFileSync(fixture('end_to_end/golden.json'), 'utf8'))

/** Fixture folders under the names that a weight folder gives them; one CLIP plays both sizes, as upstream's run had it. */
const networks = {
  dino: 'dino',
  'clip-vit-b32': 'clip',
  'clip-vit-l14': 'clip',
  musiq: 'musiq',
  raft: 'raft',
  'amt-s': 'amt_s',
  umt: 'umt',
  viclip: 'viclip',
}

/** Makes a weight folder of the networks that the golden scores were made with. */
export function writeFixtureSet(folder: string): void {
  mkdirSync(join(folder, 'files'), { recursive: true })
  for (const [name, source] of Object.entries(networks)) symlinkSync(fixture(source), join(folder, name))
  const { aesthetic_quality: aesthetic } = endToEnd().results
  const weight = Float32Array.from(aesthetic!.head_weight!)
  const head = join(folder, 'aesthetic-head')
  mkdirSync(head)
  writeFileSync(
    join(head, 'config.json'),
    JSON.stringify({ architecture: { in_features: weight.length }, weights: 'weights.safetensors' }),
  )
  const bytes = (values: Float32Array) => new Uint8Array(values.buffer)
  writeFileSync(
    join(head, 'weights.safetensors'),
    safetensors({
      weight: { dtype: 'F32', shape: [1, weight.length], bytes: bytes(weight) },
      bias: { dtype: 'F32', shape: [1], bytes: bytes(Float32Array.of(aesthetic!.head_bias!)) },
    }),
  )
  const pairs = 'bpe_simple_vocab_16e6.txt.gz'
  copyFileSync(sharedPath(`data/${pairs}`), join(folder, 'files', pairs))
}

/** The dimensions that the golden scores hold, by ours names. */
export const goldenDimensions = [
  'subject-consistency',
  'background-consistency',
  'motion-smoothness',
  'dynamic-degree',
  'aesthetic-quality',
  'imaging-quality',
  'appearance-style',
  'overall-consistency',
] as const
export type GoldenDimension = (typeof goldenDimensions)[number]

/** Copies clips under VBench's names and writes the list of their prompts; a clip is found again by its prompt. */
export function writeGoldenClips(folder: string, clips: readonly string[]): Map<string, string> {
  const { overall_consistency: overall, appearance_style: style } = endToEnd().results
  const rows = clips.map((clip) => {
    const index = overall!.videos.findIndex((video) => video.clip === clip)
    return { clip, text: overall!.prompts![index]!, query: style!.queries![index]! }
  })
  mkdirSync(join(folder, 'videos'), { recursive: true })
  for (const { clip, text } of rows)
    copyFileSync(fixture(`clips/${clip}`), join(folder, 'videos', `${text}-0.mp4`))
  const prompts = rows.map(({ text, query }) => ({
    prompt_en: text,
    dimension: goldenDimensions.map((id) => id.replaceAll('-', '_')),
    auxiliary_info: { appearance_style: { appearance_style: query } },
  }))
  writeFileSync(join(folder, 'prompts.json'), JSON.stringify(prompts))
  return new Map(rows.map(({ text, clip }) => [text, clip]))
}
