import { readFileSync } from 'node:fs'
import type { Prompt } from '../../bench/records/plan.ts'
import type { ClipView } from '../../evaluators/contract.ts'
import { sharedPath } from '../support/shared.ts'

/** A clip as evaluators see it: only size, length and rate matter to them. */
export function clipView(video: Partial<ClipView['video']> = {}): ClipView {
  return {
    sha256: '0'.repeat(64),
    video: {
      width: 256,
      height: 256,
      frameCount: 16,
      fps: 8,
      durationSeconds: 2,
      codec: 'h264',
      pixelFormat: 'yuv420p',
      rotationDegrees: 0,
      variableFrameRate: false,
      ...video,
    },
  }
}

export function prompt(text: string, auxiliary?: Prompt['auxiliary']): Prompt {
  return { id: '0000', text, dimensions: [], ...(auxiliary && { auxiliary }) }
}

/** A JSON file of the golden data of upstream's decision logic. */
export function golden<T>(folder: string): T {
  return JSON.parse(readFileSync(sharedPath(`fixtures/vbench/${folder}/golden.json`), 'utf8')) as T
}

export interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint8Array
}

/** The float32 and uint8 tensors of a golden safetensors file. */
export function goldenTensors(folder: string): Record<string, GoldenTensor> {
  const bytes = readFileSync(sharedPath(`fixtures/vbench/${folder}/io.safetensors`))
  const headerLength = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString('utf8')) as Record<string, Entry>
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, entry]) => [name, tensor(bytes.subarray(8 + headerLength), entry)]),
  )
}

interface Entry {
  readonly dtype: string
  readonly shape: number[]
  readonly data_offsets: [number, number]
}

function tensor(data: Buffer, { dtype, shape, data_offsets: [start, end] }: Entry): GoldenTensor {
  const copy = Uint8Array.from(data.subarray(start, end))
  if (dtype === 'U8') return { shape, data: copy }
  if (dtype === 'F32') return { shape, data: new Float32Array(copy.buffer) }
  throw new Error(`Expected F32 or U8, got ${dtype}`)
}

/** x plane, y plane → x, y of every pixel. */
export function interleaved(planes: Float32Array): Float32Array {
  const pixels = planes.length / 2
  return Float32Array.from({ length: planes.length }, (_, i) => planes[(i >> 1) + (i % 2) * pixels]!)
}
