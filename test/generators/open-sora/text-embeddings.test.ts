import { expect, test } from 'vitest'
import type { Networks } from '../../../bench/generators/open-sora/networks.ts'
import { textEmbeddings } from '../../../bench/generators/open-sora/text-embeddings.ts'
import type { Tokenizer } from '../../../bench/models/tokenizers/tokenizer.ts'
import { floatTensor, type Tensor } from '../../../bench/tensor/tensor.ts'

/** One id for a text, so that its embedding can be told from others. */
const tokenizer: Tokenizer = { padId: 0, encode: (text) => [text.length] }

/** Encoders that write down what they were loaded for and what they ran on. */
function recordingNetworks(stream: boolean) {
  const loads: string[] = []
  const ran: number[][] = []
  const state = ({ data, shape }: Tensor<'int64'>) => {
    const ids = Array.from({ length: shape[0]! }, (_, row) => Number(data[(row * data.length) / shape[0]!]))
    return { ids, values: floatTensor([ids.length, 1, 1], ids) }
  }
  const encoders = {
    t5: {
      encode: async (_: unknown, ids: Tensor<'int64'>) => {
        ran.push(state(ids).ids)
        return state(ids).values
      },
    },
    clip: { encode: async (_: unknown, ids: Tensor<'int64'>) => ({ pooled: state(ids).values }) },
  }
  const networks = {
    with: async (name: 't5' | 'clip', use: (loaded: unknown) => Promise<unknown>) => {
      loads.push(name)
      return use({ network: encoders[name], run: null, blocksPerProgram: stream ? 1 : undefined })
    },
    release: async () => {},
  } as unknown as Networks
  return { networks, loads, ran }
}

const prompts = Array.from({ length: 20 }, (_, i) => 'x'.repeat(i + 1))

test.each([false, true])('every text is encoded once, many at each load (streamed: %s)', async (stream) => {
  const { networks, loads, ran } = recordingNetworks(stream)
  const texts = textEmbeddings({ networks, t5: tokenizer, clip: tokenizer, planned: ['', ...prompts] })
  for (const prompt of prompts) {
    for (let sample = 0; sample < 5; sample++) {
      const { tokens } = await texts.of(prompt)
      expect(tokens.data[0]).toBe(prompt.length)
      expect((await texts.of('')).tokens.data[0]).toBe(0)
    }
  }
  const encoded = ran.flat()
  expect(encoded.toSorted((a, b) => a - b)).toEqual([0, ...prompts.map(({ length }) => length)])
  expect(Math.max(...ran.map(({ length }) => length))).toBe(stream ? 4 : 1)
  // prompts 1 to 16, then the negative prompt with prompts 17 to 20
  expect(loads).toEqual(['t5', 'clip', 't5', 'clip'])
})

test('a text that was not planned is encoded alone', async () => {
  const { networks, ran } = recordingNetworks(false)
  const texts = textEmbeddings({ networks, t5: tokenizer, clip: tokenizer, planned: prompts })
  await texts.of('unplanned')
  expect(ran).toEqual([['unplanned'.length]])
})
