// R rows (images · beams), B images, M tokens of a tag text, T places of the cache, C width, V vocabulary
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { type FloatTensor, floatTensor, tensor } from '../../../tensor/tensor.ts'
import { Linear } from '../../layers/linear.ts'
import type { LayerNorm } from '../../layers/norm.ts'
import { BeamSearch, type BeamSettings } from '../../text/beam-search.ts'
import {
  BertCrossLayer,
  BertEmbeddings,
  bertGelu,
  bertMasked,
  bertNorm,
  type KeysAndValues,
} from '../../text/bert.ts'

export interface DecoderSizes {
  readonly width: number
  readonly heads: number
  readonly layers: number
  readonly inner: number
  readonly vocabSize: number
  readonly positions: number
}

/** Keys and values of every layer's attention to the tag texts, [layers, B, M, C] each. */
export interface TagKeys {
  readonly keys: FloatTensor
  readonly values: FloatTensor
}

/**
 * The text decoder. It sees one new id of each row at a time; keys and values of earlier ids are kept, and only the
 * newest id's logits are computed.
 *
 * Source: BLIP's med.py, BertLMHeadModel.
 */
export class TextDecoder {
  readonly #sizes: DecoderSizes
  readonly #embeddings: BertEmbeddings
  readonly #layers: readonly BertCrossLayer[]
  readonly #transform: Linear
  readonly #norm: LayerNorm
  readonly #bias: Parameter

  constructor(at: Scope, sizes: DecoderSizes) {
    const { width, inner, layers, vocabSize, positions } = sizes
    const [bert, head] = [at.at('bert'), at.at('cls', 'predictions')]
    this.#sizes = sizes
    this.#embeddings = new BertEmbeddings(bert.at('embeddings'), vocabSize, positions, width)
    this.#layers = Array.from(
      { length: layers },
      (_, i) => new BertCrossLayer(bert.at('encoder', 'layer', i), { width, inner, otherWidth: width }),
    )
    this.#transform = new Linear(head.at('transform', 'dense'), width, width)
    this.#norm = bertNorm(head.at('transform', 'LayerNorm'), width)
    this.#bias = head.parameter('bias', [vocabSize])
  }

  /** States of tag texts [B, M, C] → keys and values for each layer, joined to [layers, B, M, C]. */
  tagKeys(g: Graph, states: Value): KeysAndValues {
    const projected = this.#layers.map(({ cross }) => cross.project(g, states))
    const joined = (pick: (one: KeysAndValues) => Value) =>
      g.concat(
        projected.map((one) => g.unsqueeze(pick(one), 0)),
        0,
      )
    return { keys: joined(({ keys }) => keys), values: joined(({ values }) => values) }
  }

  /** The texts of B images: their ids from the prompt on, without the end. */
  async write(
    run: Run,
    tags: TagKeys,
    prompt: readonly number[],
    settings: BeamSettings,
  ): Promise<readonly (readonly number[])[]> {
    const images = tags.keys.shape[1]!
    const searches = Array.from({ length: images }, () => new BeamSearch(prompt, settings))
    const rows = images * settings.beams
    const cache = new Cache(2 * this.#sizes.layers, rows, settings.maxLength, this.#sizes.width)
    for (const id of prompt.slice(0, -1)) {
      await this.#step(run, tags, cache, Array<number>(rows).fill(id))
    }
    let ids = Array<number>(rows).fill(prompt.at(-1)!)
    for (let length = prompt.length; length < settings.maxLength; length++) {
      const logits = await this.#step(run, tags, cache, ids)
      const next = searches.flatMap((search, i) => continued(search, i, logits, settings))
      if (searches.every(({ isDone }) => isDone)) break
      cache.follow(next.map(({ parent }) => parent))
      ids = next.map(({ id }) => id)
    }
    return searches.map((search) => search.best())
  }

  /** Feeds one id to each row; logits of the next id [R, V]. */
  async #step(run: Run, tags: TagKeys, cache: Cache, ids: readonly number[]): Promise<FloatTensor> {
    const feeds = {
      ...layersOf('keys', tags.keys),
      ...layersOf('values', tags.values),
      ids: tensor('int64', [ids.length], BigInt64Array.from(ids, BigInt)),
      ...cache.feeds(),
    }
    const shape = [...tags.keys.shape, ids.length, cache.places].join('x')
    const { logits, made } = await run(
      { name: `tag2text decoder ${shape}`, build: (g) => this.#emitStep(g, tags, ids.length, cache) },
      feeds,
    )
    cache.add(made as FloatTensor)
    return logits as FloatTensor
  }

  #emitStep(g: Graph, tags: TagKeys, rows: number, { past, places }: Cache): void {
    const ids = g.input('ids', 'int64', [rows])
    const position = g.input('position', 'int64', [1])
    const cached = g.input('past', 'float32', past.shape)
    const sources = g.input('sources', 'int64', [rows, 'earlier'])
    const mask = g.input('mask', 'float32', [1, 1, 1, 'seen'])
    const stored = g.reshape(cached, [-1, this.#sizes.width])
    const made: Value[] = []
    /** Rows of the cache that belong to each row's text, and the new one after them. */
    const withPast = (fresh: Value) => {
      made.push(g.reshape(fresh, [1, rows, this.#sizes.width]))
      const first = (made.length - 1) * rows * places
      const own = first === 0 ? sources : g.add(sources, first)
      return g.concat([g.gather(stored, own), fresh], 1)
    }
    let x = this.#embeddings.forward(g, g.reshape(ids, [rows, 1]), position) // [R, 1, C]
    for (const [i, layer] of this.#layers.entries()) {
      const own = layer.self.project(g, x)
      const seen = { keys: withPast(own.keys), values: withPast(own.values) }
      const attended = layer.self.forward(g, x, seen, this.#sizes.heads, mask)
      const other = {
        keys: g.input(`keys.${i}`, 'float32', tags.keys.shape.slice(1)),
        values: g.input(`values.${i}`, 'float32', tags.values.shape.slice(1)),
      }
      x = layer.feedForward.forward(g, this.#look(g, layer, attended, other))
    }
    g.output('logits', this.#logits(g, g.squeeze(x, 1)))
    g.output('made', g.concat(made, 0))
  }

  /** Attention of [R, 1, C] to the tag texts: the beams of an image are queries of one sequence. */
  #look(g: Graph, { cross }: BertCrossLayer, x: Value, tags: KeysAndValues): Value {
    const [rows, , width] = x.shape as readonly [number, number, number]
    const images = tags.keys.shape[0]!
    const queries = g.reshape(cross.query(g, x), [images, -1, width]) // [B, beams, C]
    const mixed = g.attention(queries, tags.keys, tags.values, this.#sizes.heads)
    return cross.close(g, x, g.reshape(mixed, [rows, 1, width]))
  }

  /** [R, C] → [R, V]; the table of word embeddings is also that of the output. */
  #logits(g: Graph, x: Value): Value {
    const hidden = this.#norm.forward(g, bertGelu(g, this.#transform.forward(g, x)))
    return g.linear(hidden, g.use(this.#embeddings.words.weight), g.use(this.#bias))
  }
}

/** The layers of [layers, B, M, C] by name, without a copy. */
function layersOf(name: string, { shape, data }: FloatTensor): Record<string, FloatTensor> {
  const [layers, ...rest] = shape as readonly [number, ...number[]]
  const length = data.length / layers
  return Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [
      `${name}.${i}`,
      floatTensor(rest, data.subarray(i * length, (i + 1) * length)),
    ]),
  )
}

interface NextRow {
  /** Row of the text that this row follows. */
  readonly parent: number
  readonly id: number
}

/** How the rows of one image go on; those of a finished text go on with what is not looked at. */
function continued(
  search: BeamSearch,
  image: number,
  { shape, data }: FloatTensor,
  { beams, endId }: BeamSettings,
): NextRow[] {
  const first = image * beams
  const rows = Array.from({ length: beams }, (_, beam) => first + beam)
  if (search.isDone) return rows.map((parent) => ({ parent, id: endId }))
  const width = shape[1]!
  const next = search.advance(rows.map((row) => data.subarray(row * width, (row + 1) * width)))
  return next.map(({ parent, id }) => ({ parent: first + parent, id }))
}

/** Keys and values of all ids that were fed. They stay where they are; each row knows which of them are its own. */
class Cache {
  /** [2 · layers, T · R, C]: keys and values of each layer; at each place one for every row of that time. */
  readonly past: FloatTensor
  readonly places: number
  readonly #rows: number
  #length = 0
  /** For each row and place the row of that time that it goes back to. */
  #origins: readonly (readonly number[])[]

  constructor(parts: number, rows: number, places: number, width: number) {
    this.past = floatTensor([parts, places * rows, width])
    this.places = places
    this.#rows = rows
    this.#origins = Array.from({ length: rows }, () => [])
  }

  feeds() {
    // no tensor is empty: before the first id one place is fed and masked
    const places = Math.max(1, this.#length)
    const sources = new BigInt64Array(this.#rows * places)
    const mask = floatTensor([1, 1, 1, places + 1])
    for (const [row, origins] of this.#origins.entries()) {
      for (const [place, origin] of origins.entries()) {
        sources[row * places + place] = BigInt(place * this.#rows + origin)
      }
    }
    mask.data.fill(bertMasked, this.#length, places)
    return {
      past: this.past,
      sources: tensor('int64', [this.#rows, places], sources),
      mask,
      position: tensor('int64', [1], BigInt64Array.of(BigInt(this.#length))),
    }
  }

  /** Takes the keys and values of the id that was fed last, [2 · layers, R, C]. */
  add({ shape, data }: FloatTensor): void {
    const [parts, rows, width] = shape as readonly [number, number, number]
    const block = rows * width
    for (let part = 0; part < parts; part++) {
      const to = (part * this.places + this.#length) * block
      this.past.data.set(data.subarray(part * block, (part + 1) * block), to)
    }
    this.#origins = this.#origins.map((origins, row) => [...origins, row])
    this.#length += 1
  }

  /** Row i goes on with the text of row parents[i]. */
  follow(parents: readonly number[]): void {
    this.#origins = parents.map((parent) => this.#origins[parent]!)
  }
}
