import {
  readWordPieces,
  type WordPieceTokenizer,
  wordPieceTokenizer,
} from '../../../bench/models/tokenizers/word-piece.ts'
import { type Boxes, pickBoxes } from '../../../bench/models/vision/grit/boxes.ts'
import type { Description } from '../../../bench/models/vision/grit/describe.ts'
import { beginTokens, type Detected, type Grit } from '../../../bench/models/vision/grit/grit.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import type { Backbone, BackboneSession, Detection, FeatureStream, RegionCaption } from '../../contract.ts'
import { gritPictures, shrinkAntialias } from './grit-pictures.ts'
import { type OpenNetwork, openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { bertWordsFile, openTokenizer } from './tokenizer-file.ts'

type Role = 'object-detector' | 'region-captioner'

const official = networks.grit

/** One for the size of the frames, three for the cascade, two for descriptions. */
const programs = 6

/**
 * Objects with names, and captions of their regions, in one pass. Upstream runs the whole network for each of its four
 * dimensions, and cascade and text decoder twice each time.
 *
 * As upstream, every caption carries the name of the frame's first object (vbench/color.py, get_dect_from_grit).
 */
export const gritDetector = detector(
  'grit-b-densecap-objectdet',
  'GRiT ViTDet-B, object names and dense captions',
  false,
)

/** The same, but for captions, each of which carries the name of its own object. */
export const gritOwnNames = detector(
  'grit-b-densecap-objectdet-own-names',
  'GRiT ViTDet-B, object names and dense captions of their own objects',
  true,
)

function detector(id: string, title: string, ownNames: boolean): Backbone<Role> {
  return {
    id,
    roles: ['object-detector', 'region-captioner'],
    title,
    version: 1,
    // source: vbench/object_class.py and color.py, load_video(num_frames=16)
    frames: { kind: 'middle', count: 16 },
    minFrames: 1,
    weights: [official.file, bertWordsFile],
    options: { shrinkAntialias, ownNames },
    async open(context) {
      const tokenizer = await openTokenizer(context, bertWordsFile, (bytes) =>
        wordPieceTokenizer(readWordPieces(bytes)),
      )
      return new GritSession(await openNetwork(official, context, programs), tokenizer, ownNames)
    },
  }
}

class GritSession implements BackboneSession<Role> {
  readonly #open: OpenNetwork<Grit>
  readonly #tokenizer: WordPieceTokenizer
  readonly #ownNames: boolean

  constructor(open: OpenNetwork<Grit>, tokenizer: WordPieceTokenizer, ownNames: boolean) {
    this.#open = open
    this.#tokenizer = tokenizer
    this.#ownNames = ownNames
  }

  begin(): FeatureStream<Role> {
    const detections: (readonly Detection[])[] = []
    const captions: (readonly RegionCaption[])[] = []
    return {
      push: async (frame) => {
        const found = await this.#describe(frame)
        detections.push(found.detections)
        captions.push(found.captions)
      },
      finish: () => ({
        'object-detector': { frames: detections },
        'region-captioner': { frames: captions },
      }),
    }
  }

  /** Objects and captions of a frame; boxes are those of the picture, which is smaller where the frame was shrunk. */
  async #describe(frame: RgbFrame) {
    const { forObjects, forCaptions } = gritPictures(frame)
    const { network, run } = this.#open
    const seen = await network.detect(run, forObjects)
    if (forObjects === forCaptions) {
      const tasks = [beginTokens.objectName, beginTokens.denseCaption]
      const [names, captions] = await this.#texts(seen, tasks)
      return { detections: detectionsOf(seen.objects, names!), captions: this.#paired(captions!, names!) }
    }
    const [names] = await this.#texts(seen, [beginTokens.objectName])
    const seenInBytes = await network.detect(run, forCaptions)
    const [captions] = await this.#texts(seenInBytes, [beginTokens.denseCaption])
    const named = this.#ownNames ? seenInBytes : firstOf(seenInBytes)
    const [partners] = await this.#texts(named, [beginTokens.objectName])
    return { detections: detectionsOf(seen.objects, names!), captions: this.#paired(captions!, partners!) }
  }

  #paired(captions: readonly string[], names: readonly string[]): RegionCaption[] {
    return captions.map((caption, i) => ({ caption, objectName: names[this.#ownNames ? i : 0]! }))
  }

  /** Words for every object, one list for each begin token. */
  async #texts(seen: Detected, tasks: readonly number[]): Promise<readonly (readonly string[])[]> {
    const { network, run } = this.#open
    const described = await network.describe(run, seen, tasks)
    const text = ({ tokens }: Description) => this.#tokenizer.decode(tokens.slice(1))
    return described.map((list) => list.map(text))
  }

  close(): Promise<void> {
    return this.#open.close()
  }
}

const firstOf = (seen: Detected): Detected => ({
  ...seen,
  objects: pickBoxes(seen.objects, [0].slice(0, seen.objects.scores.length)),
})

const detectionsOf = ({ corners, scores }: Boxes, names: readonly string[]): Detection[] =>
  names.map((name, i) => {
    const [x0, y0, x1, y1] = corners.subarray(4 * i, 4 * i + 4).map(Math.trunc)
    return { name, box: [x0!, y0!, x1!, y1!], score: scores[i]! }
  })
