// n regions, P places of a pooled region, m descriptions of each region, S tokens so far at most, D width of a head
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Program, Run, Tensors } from '../../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor, type Tensor, tensor } from '../../../tensor/tensor.ts'
import { type PooledMaps, pooledRegions, regionFeeds } from './region-pooling.ts'
import type { GritSpec } from './spec.ts'
import type { TextDecoder } from './text-decoder.ts'

/** What a region is called. */
export interface Description {
  /** The begin token, the words, and the end token unless there was no room for it. */
  readonly tokens: readonly number[]
  /** Mean logarithm of the probability of the tokens after the first. */
  readonly meanLogProbability: number
}

// GRiT, grit_roi_heads.py, AutoRegressiveBeamSearch(max_steps=40), and [SEP] of BERT's vocabulary
const [mostTokens, endToken] = [40, 102]

// GRiT, configs/Base.yaml, ROI_HEADS.OBJECT_FEAT_POOLER_RES
const regionSide = 14

/** Ours: regions decoded together. Their places take 7 MiB each in GRiT-B, and every step reads all weights. */
const regionsAtOnce = 16

/**
 * Describes the regions of boxes, 4N, once for each begin token: the likeliest token is taken at every step, never the
 * same twice in a row. One list of N descriptions for each begin token.
 *
 * Source: GRiT, grit/modeling/text/text_decoder.py, AutoRegressiveBeamSearch.search with one beam.
 */
export async function describeRegions(
  run: Run,
  decoder: TextDecoder,
  maps: PooledMaps,
  corners: Float32Array,
  beginTokens: readonly number[],
): Promise<readonly (readonly Description[])[]> {
  const lists = beginTokens.map((): Description[] => [])
  for (let at = 0; at < corners.length; at += 4 * regionsAtOnce) {
    const part = corners.subarray(at, at + 4 * regionsAtOnce)
    const described = await describePart(run, decoder, maps, part, beginTokens)
    lists.forEach((list, i) => {
      list.push(...described[i]!)
    })
  }
  return lists
}

async function describePart(
  run: Run,
  decoder: TextDecoder,
  maps: PooledMaps,
  corners: Float32Array,
  beginTokens: readonly number[],
): Promise<readonly (readonly Description[])[]> {
  const { feeds, rows } = regionFeeds(maps, corners)
  const places = await run(readProgram(decoder), feeds)
  const program = stepProgram(decoder, beginTokens.length)
  const texts = new Texts(decoder.spec, rows.length, beginTokens)
  while (!texts.isComplete) {
    texts.add(await run(program, { ...places, ...texts.feeds() }))
  }
  const found = texts.descriptions()
  return beginTokens.map((_, mode) => {
    const list = new Array<Description>(rows.length)
    rows.forEach((box, row) => {
      list[box] = found[row * beginTokens.length + mode]!
    })
    return list
  })
}

const readProgram = (decoder: TextDecoder): Program => ({
  name: 'grit read regions',
  build(g: Graph) {
    const regions = pooledRegions(g, decoder.spec.fpnChannels, regionSide)
    decoder.read(g, regions).forEach(({ keys, values }, layer) => {
      g.output(`place keys ${layer}`, keys)
      g.output(`place values ${layer}`, values)
    })
  },
})

const stepProgram = (decoder: TextDecoder, descriptions: number): Program => ({
  name: `grit say ${descriptions}`,
  build(g: Graph) {
    const { textHeads: heads, textHiddenSize, textLayers } = decoder.spec
    const size = textHiddenSize / heads
    const places = regionSide ** 2
    const memory = (of: string, keyShape: readonly number[], valueShape: readonly number[]) =>
      Array.from({ length: textLayers }, (_, layer) => ({
        keys: g.input(`${of} keys ${layer}`, 'float32', ['regions', heads, ...keyShape]),
        values: g.input(`${of} values ${layer}`, 'float32', ['regions', heads, ...valueShape]),
      }))
    const line = {
      ids: g.input('ids', 'int64', ['regions', descriptions]),
      forbidden: g.input('forbidden', 'int64', ['regions', descriptions]),
      position: g.input('position', 'int64', [1]),
      mask: g.input('mask', 'float32', [mostTokens]),
    }
    const text = [descriptions, mostTokens, size]
    const step = decoder.step(
      g,
      line,
      memory('place', [size, places], [places, size]),
      memory('text', text, text),
    )
    g.output('tokens', step.tokens)
    g.output('log probabilities', step.logProbabilities)
    step.memory.forEach(({ keys, values }, layer) => {
      g.output(`own keys ${layer}`, keys)
      g.output(`own values ${layer}`, values)
    })
  },
})

/** The descriptions under way, in rows of n·m, and the keys and values of what they hold. */
class Texts {
  readonly #spec: GritSpec
  readonly #shape: readonly [number, number]
  readonly #tokens: number[][]
  readonly #sums: Float64Array
  readonly #mask = floatTensor([mostTokens], new Float32Array(mostTokens).fill(Number.NEGATIVE_INFINITY))
  readonly #memory: Record<string, FloatTensor> = {}
  #length = 1

  constructor(spec: GritSpec, regions: number, beginTokens: readonly number[]) {
    const { textHeads: heads, textHiddenSize, textLayers } = spec
    this.#spec = spec
    this.#shape = [regions, beginTokens.length]
    this.#tokens = Array.from({ length: regions }, () => beginTokens.map((token) => [token])).flat()
    this.#sums = new Float64Array(this.#tokens.length)
    for (let layer = 0; layer < textLayers; layer++) {
      for (const kind of ['keys', 'values']) {
        const shape = [regions, heads, beginTokens.length, mostTokens, textHiddenSize / heads]
        this.#memory[`text ${kind} ${layer}`] = floatTensor(shape)
      }
    }
  }

  get isComplete(): boolean {
    return this.#length === mostTokens || this.#tokens.every(hasEnded)
  }

  feeds(): Tensors {
    const last = this.#tokens.map((tokens) => BigInt(tokens.at(-1)!))
    // the first word may be anything, the begin token included
    const forbidden = this.#length === 1 ? last.map(() => -1n) : last
    const ids = (values: readonly bigint[]) => tensor('int64', this.#shape, BigInt64Array.from(values))
    const position = tensor('int64', [1], BigInt64Array.of(BigInt(this.#length - 1)))
    return { ids: ids(last), forbidden: ids(forbidden), position, mask: this.#mask, ...this.#memory }
  }

  add(outputs: Readonly<Record<string, Tensor>>): void {
    const tokens = (outputs.tokens as Tensor<'int64'>).data
    const logProbabilities = (outputs['log probabilities'] as FloatTensor).data
    this.#tokens.forEach((line, i) => {
      if (hasEnded(line)) return
      line.push(Number(tokens[i]))
      this.#sums[i]! += logProbabilities[i]!
    })
    this.#remember(outputs)
    this.#mask.data[this.#length - 1] = 0
    this.#length += 1
  }

  /** Puts the keys and values of the token that was fed beside those before it. */
  #remember(outputs: Readonly<Record<string, Tensor>>): void {
    const size = this.#spec.textHiddenSize / this.#spec.textHeads
    for (const [name, { data: memory }] of Object.entries(this.#memory)) {
      const own = (outputs[name.replace('text', 'own')] as FloatTensor).data
      for (let at = 0; at < own.length; at += size) {
        memory.set(own.subarray(at, at + size), at * mostTokens + (this.#length - 1) * size)
      }
    }
  }

  descriptions(): Description[] {
    return this.#tokens.map((tokens, i) => ({
      tokens,
      meanLogProbability: this.#sums[i]! / (tokens.length - 1),
    }))
  }
}

const hasEnded = (tokens: readonly number[]) => tokens.length > 1 && tokens.at(-1) === endToken
