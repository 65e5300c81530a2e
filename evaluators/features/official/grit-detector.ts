import { readFile } from 'node:fs/promises'

import {
  readWordPieces,
  type WordPieceTokenizer,
  wordPieceTokenizer,
} from '../../../bench/models/tokenizers/word-piece.ts'
import { type Boxes, pickBoxes } from '../../../bench/models/vision/grit/boxes.ts'
import type { Description } from '../../../bench/models/vision/grit/describe.ts'
import { beginTokens, type Detected, Grit } from '../../../bench/models/vision/grit/grit.ts'
import { gritArchitecture, gritSpec } from '../../../bench/models/vision/grit/spec.ts'
import { createRunner, type Runner } from '../../../bench/onnx/engine/runner.ts'
import { openWeights, type Weights, weightsUnder } from '../../../bench/onnx/engine/weights/open.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import type {
  Backbone,
  BackboneContext,
  BackboneSession,
  Detection,
  FeatureStream,
  RegionCaption,
} from '../../contract.ts'
import { gritPictures, shrinkAntialias } from './grit-pictures.ts'
import { officialNetwork } from './network.ts'

type Role = 'object-detector' | 'region-captioner'

/** GRiT, and BERT's words. */
const network = officialNetwork(
  'grit_b_densecap_objectdet.pth',
  gritArchitecture,
  gritSpec,
  (spec) => new Grit(spec),
)
const wordsFile = 'bert-base-uncased-vocab.txt'

/** One for the size of the frames, three for the cascade, two for descriptions. */
const programs = 6

/**
 * Objects with names, and captions of their regions, in one pass. Upstream runs the whole network for each of its four
 * dimensions, and cascade and text decoder twice each time.
 */
export const gritDetector: Backbone<Role> = {
  id: 'grit-b-densecap-objectdet',
  roles: ['object-detector', 'region-captioner'],
  title: 'GRiT ViTDet-B, object names and dense captions',
  version: 1,
  // source: vbench/object_class.py and color.py, load_video(num_frames=16)
  frames: { kind: 'middle', count: 16 },
  minFrames: 1,
  weights: [network.file, wordsFile],
  options: { shrinkAntialias },
  open: openSession,
}

async function openSession(context: BackboneContext): Promise<BackboneSession<Role>> {
  const tokenizer = wordPieceTokenizer(readWordPieces(await readFile(context.weightPath(wordsFile))))
  const weights = stateOf(await openWeights(context.weightPath(network.file)))
  const grit = network.build(context.architecture?.(network.file) ?? null, weights)
  const runner = createRunner(grit, weights, { threads: context.threads, keptSessions: programs })
  return new GritSession(grit, runner, tokenizer)
}

/** detectron2 writes the weights beside what a training needs to go on. */
function stateOf(weights: Weights): Weights {
  const state = weightsUnder(weights, 'model.')
  return state.tensors.size > 0 ? state : weights
}

class GritSession implements BackboneSession<Role> {
  readonly #grit: Grit
  readonly #runner: Runner
  readonly #tokenizer: WordPieceTokenizer

  constructor(grit: Grit, runner: Runner, tokenizer: WordPieceTokenizer) {
    this.#grit = grit
    this.#runner = runner
    this.#tokenizer = tokenizer
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

  /**
   * Objects and captions of a frame. As upstream, every caption carries the name of the frame's first object; boxes are
   * those of the picture, which is smaller than the frame where it was shrunk.
   */
  async #describe(frame: RgbFrame) {
    const { forObjects, forCaptions } = gritPictures(frame)
    const { run } = this.#runner
    const seen = await this.#grit.detect(run, forObjects)
    if (forObjects === forCaptions) {
      const tasks = [beginTokens.objectName, beginTokens.denseCaption]
      const [names, captions] = await this.#texts(seen, tasks)
      return { detections: detectionsOf(seen.objects, names!), captions: captionsOf(captions!, names![0]) }
    }
    const [names] = await this.#texts(seen, [beginTokens.objectName])
    const seenInBytes = await this.#grit.detect(run, forCaptions)
    const [captions] = await this.#texts(seenInBytes, [beginTokens.denseCaption])
    const [firstName] = await this.#texts(firstOf(seenInBytes), [beginTokens.objectName])
    return { detections: detectionsOf(seen.objects, names!), captions: captionsOf(captions!, firstName![0]) }
  }

  /** Words for every object, one list for each begin token. */
  async #texts(seen: Detected, tasks: readonly number[]): Promise<readonly (readonly string[])[]> {
    const described = await this.#grit.describe(this.#runner.run, seen, tasks)
    const text = ({ tokens }: Description) => this.#tokenizer.decode(tokens.slice(1))
    return described.map((list) => list.map(text))
  }

  close(): Promise<void> {
    return this.#runner.release()
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

const captionsOf = (captions: readonly string[], objectName: string | undefined): RegionCaption[] =>
  objectName === undefined ? [] : captions.map((caption) => ({ caption, objectName }))
