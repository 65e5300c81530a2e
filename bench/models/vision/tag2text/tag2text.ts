// B images, N tokens of an image, M tokens of a tag text, K tags, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Run } from '../../../onnx/graph/program.ts'
import { type FloatTensor, type Tensor, tensor } from '../../../tensor/tensor.ts'
import type { BeamSettings } from '../../text/beam-search.ts'
import { BertCrossLayer, BertEmbeddings } from '../../text/bert.ts'
import { type TagKeys, TextDecoder } from './decoder.ts'
import { Swin, swinWidth } from './swin.ts'
import { tagNames } from './tag-names.ts'
import { TaggingHead } from './tagging-head.ts'

export interface Tag2TextSpec {
  /** Width of texts and tags. */
  readonly hiddenSize: number
  readonly intermediateSize: number
  readonly textLayers: number
  readonly textHeads: number
  readonly taggingHeads: number
  /** Tokens of a text for which positions are stored. */
  readonly positions: number
  readonly imageSize: number
  readonly windowSize: number
  readonly swinEmbedDim: number
  readonly swinDepths: readonly number[]
  readonly swinHeads: readonly number[]
}

// VBench, q2l_config.json, num_hidden_layers
const taggingLayers = 2
/** Entries of bert-base-uncased, and [DEC] and [ENC] (med_config.json, vocab_size). */
export const tag2textVocabulary = 30_524

/** What an image shows: its tokens, and how likely each tag is. */
export interface Sight {
  /** [1, 1 + N, C'] */
  readonly embeds: FloatTensor
  /** [1, K] */
  readonly logits: FloatTensor
}

/** A tag text as the encoder takes it, padded at the end. */
export interface TagTexts {
  /** int64 [B, M] */
  readonly ids: Tensor<'int64'>
  /** float32 [B, M]: 0, or what is added to the scores of padding. */
  readonly mask: FloatTensor
}

/**
 * Tag2Text with Swin-B: what an image shows as tags, and from image and tags a caption.
 *
 * Source: Huang et al. 2023; VBench at 45e79ec, third_party/tag2Text.
 */
export class Tag2Text implements Network {
  readonly spec: Tag2TextSpec
  readonly parameters: readonly Parameter[]
  readonly #swin: Swin
  readonly #tagging: TaggingHead
  readonly #embeddings: BertEmbeddings
  readonly #layers: readonly BertCrossLayer[]
  readonly #decoder: TextDecoder

  constructor(spec: Tag2TextSpec) {
    const root = new Scope()
    const { hiddenSize: width, intermediateSize: inner, textLayers, positions } = spec
    const swin = { ...spec, embedDim: spec.swinEmbedDim, depths: spec.swinDepths, heads: spec.swinHeads }
    const encoder = root.at('tag_encoder')
    this.spec = spec
    this.#swin = new Swin(root.at('visual_encoder'), swin)
    this.#embeddings = new BertEmbeddings(encoder.at('embeddings'), tag2textVocabulary, positions, width)
    this.#layers = Array.from(
      { length: textLayers },
      (_, i) =>
        new BertCrossLayer(encoder.at('encoder', 'layer', i), { width, inner, otherWidth: swinWidth(swin) }),
    )
    const head = { tags: tagNames.length, width, heads: spec.taggingHeads }
    this.#tagging = new TaggingHead(root, head, this.#layers.slice(0, taggingLayers))
    this.#decoder = new TextDecoder(root.at('text_decoder'), {
      width,
      inner,
      positions,
      layers: textLayers,
      heads: spec.textHeads,
      vocabSize: tag2textVocabulary,
    })
    this.parameters = root.parameters
  }

  /**
   * Weights that are stored twice, tables that follow from sizes, and what is left of the training: upstream loads with
   * strict=False.
   */
  isUnused(name: string): boolean {
    const tied = /^vision_multi\.|^text_decoder\.cls\.predictions\.decoder\./
    const table = /\.(relative_position_index|attn_mask|position_ids)$/
    const known = /^(visual_encoder|tag_encoder|text_decoder|label_embed|fc)\./
    return tied.test(name) || table.test(name) || !known.test(name)
  }

  /** Normalised pixels float32 [1, 3, S, S] of one image → its tokens and tags. */
  async look(run: Run, pixels: FloatTensor): Promise<Sight> {
    const { embeds, logits } = await run(
      {
        name: `tag2text image ${pixels.shape.join('x')}`,
        build: (g) => {
          const image = this.#swin.forward(g, g.input('pixels', 'float32', pixels.shape))
          g.output('embeds', image)
          g.output('logits', this.#tagging.forward(g, image))
        },
      },
      { pixels },
    )
    return { embeds: embeds as FloatTensor, logits: logits as FloatTensor }
  }

  /** Images float32 [B, 1 + N, C'] and their tag texts → states [B, M, C], and what the decoder attends to. */
  async readTags(
    run: Run,
    embeds: FloatTensor,
    { ids, mask }: TagTexts,
  ): Promise<{ readonly states: FloatTensor; readonly tagKeys: TagKeys }> {
    const { states, keys, values } = await run(
      {
        name: `tag2text tags ${embeds.shape.join('x')} ${ids.shape.join('x')}`,
        build: (g) => this.#emitTags(g, embeds.shape, ids.shape),
      },
      { embeds, ids, mask },
    )
    const tagKeys = { keys: keys as FloatTensor, values: values as FloatTensor }
    return { states: states as FloatTensor, tagKeys }
  }

  /** Captions of B images: ids from the prompt on, without the end. */
  write(
    run: Run,
    tagKeys: TagKeys,
    prompt: readonly number[],
    settings: BeamSettings,
  ): Promise<readonly (readonly number[])[]> {
    return this.#decoder.write(run, tagKeys, prompt, settings)
  }

  #emitTags(g: Graph, imageShape: readonly number[], textShape: readonly number[]): void {
    const [batch, length] = textShape as readonly [number, number]
    const heads = this.spec.textHeads
    const image = g.input('embeds', 'float32', imageShape)
    const ids = g.input('ids', 'int64', textShape)
    const padding = g.reshape(g.input('mask', 'float32', textShape), [batch, 1, 1, length])
    const mask = g.expand(padding, [batch, 1, length, length])
    const places = g.constant(
      tensor(
        'int64',
        [length],
        BigInt64Array.from({ length }, (_, i) => BigInt(i)),
      ),
    )
    let x = this.#embeddings.forward(g, ids, places) // [B, M, C]
    for (const { self, cross, feedForward } of this.#layers) {
      const own = self.forward(g, x, self.project(g, x), heads, mask)
      x = feedForward.forward(g, cross.forward(g, own, cross.project(g, image), heads))
    }
    const { keys, values } = this.#decoder.tagKeys(g, x)
    g.output('states', x)
    g.output('keys', keys)
    g.output('values', values)
  }
}
