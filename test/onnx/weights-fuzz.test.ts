import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { memorySource, WeightFormatError } from '../../bench/onnx/engine/weights/byte-source.ts'
import { readTensors } from '../../bench/onnx/engine/weights/open.ts'
import { safetensors } from '../support/safetensors.ts'

/**
 * Mutated files: each must be read or refused with WeightFormatError, within bounds. BENCH_FUZZ_RUNS raises the number
 * of runs per file; 25,000 give the 100,000 of the acceptance.
 */
const runs = Number(process.env.BENCH_FUZZ_RUNS ?? 1500)

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/onnx/${name}`, import.meta.url)))
const seeds: Readonly<Record<string, Buffer>> = {
  'torch zip archive': fixture('checkpoint.pth'),
  'legacy torch file': fixture('legacy.pth'),
  'TorchScript archive': fixture('script.pt'),
  safetensors: safetensors({
    'a.weight': { dtype: 'F32', shape: [2, 3], bytes: new Uint8Array(24) },
    b: { dtype: 'BF16', shape: [4], bytes: new Uint8Array(8) },
  }),
}

test.each(Object.keys(seeds))('%s: mutated bytes are read or refused, nothing else', async (name) => {
  const seed = seeds[name]!
  const random = mulberry32(20260122)
  let refused = 0
  for (let i = 0; i < runs; i++) {
    const bytes = mutate(seed, random)
    try {
      const tensors = await readTensors(memorySource('mutated', bytes))
      for (const { offsetBytes, lengthBytes } of tensors.values()) {
        expect(offsetBytes).toBeGreaterThanOrEqual(0)
        expect(offsetBytes + lengthBytes).toBeLessThanOrEqual(bytes.length)
      }
    } catch (error) {
      if (!(error instanceof WeightFormatError)) throw error
      refused += 1
    }
  }
  expect(refused).toBeGreaterThan(runs / 10)
})

/** One to four edits: a changed byte, a changed word, a cut, a repeat, an extreme number. */
function mutate(seed: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(seed)
  const below = (n: number) => Math.floor(random() * n)
  for (let edits = 1 + below(4); edits > 0; edits--) {
    const at = below(Math.max(bytes.length - 8, 1))
    const kind = below(5)
    if (kind === 0) bytes[at] = below(256)
    else if (kind === 1 && bytes.length >= 8) bytes.writeUInt32LE(below(2 ** 32), at)
    else if (kind === 2) bytes = bytes.subarray(0, at)
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(at - 16, 0))])
    else if (bytes.length >= 8) bytes.writeUInt32LE([0, 0xffffffff, 0x7fffffff, 0x80000000][below(4)]!, at)
  }
  return bytes
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
