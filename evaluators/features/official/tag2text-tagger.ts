import { readWordPieces, type WordPieceTokenizer } from '../../../bench/models/tokenizers/word-piece.ts'
import { imageNetPixels } from '../../../bench/models/vision/preprocess/image-net.ts'
import {
  captionIds,
  captionText,
  mixedSource,
  sceneSettings,
  tag2textTokenizer,
} from '../../../bench/models/vision/tag2text/captions.ts'
import type { Sight, Tag2Text } from '../../../bench/models/vision/tag2text/tag2text.ts'
import { type Tensor, tensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { resizePillow } from '../../../bench/video/resize/pillow.ts'
import type { Backbone } from '../../contract.ts'
import { type OpenNetwork, openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { bertWordsFile, openTokenizer } from './tokenizer-file.ts'

/** Programs: what an image shows, what its tags say, and the next id of a caption. */
const programs = 3

/** From which of the frames each frame's caption is written. */
type CaptionSource = (frame: number, beams: number) => number

/**
 * Tag2Text's captions of 16 frames as upstream's `scene` sees them: each is written from the frame at a third of its place,
 * so that ten frames are never looked at. Source: vbench/scene.py; `mixedSource` says why.
 */
export const tag2textTagger = tagger('tag2text-swin-b', 'Tag2Text Swin-B', mixedSource)

/** The same network with each frame captioned from itself; not what VBench's published numbers were made with. */
export const tag2textOwnFrames = tagger(
  'tag2text-swin-b-own-frames',
  'Tag2Text Swin-B, every frame captioned from itself',
  (frame) => frame,
)

function tagger(id: string, title: string, sourceOf: CaptionSource): Backbone<'tagger'> {
  return {
    id,
    roles: ['tagger'],
    title,
    version: 1,
    // vbench/scene.py, load_video(num_frames=16)
    frames: { kind: 'middle', count: 16 },
    minFrames: 1,
    weights: [networks.tag2text.file, bertWordsFile],
    options: { ...sceneSettings },
    async open(context) {
      const tokenizer = await openTokenizer(context, bertWordsFile, (bytes) =>
        tag2textTokenizer(readWordPieces(bytes)),
      )
      const opened = await openNetwork(networks.tag2text, context, programs)
      return {
        begin: () => stream(opened, tokenizer, sourceOf),
        close: opened.close,
      }
    },
  }
}

/** Frames from which no caption is written are not looked at; captions from one frame are written once. */
function stream(
  { network, run }: OpenNetwork<Tag2Text>,
  tokenizer: WordPieceTokenizer,
  sourceOf: CaptionSource,
) {
  const sights: Sight[] = []
  const last = sourceOf(framesCaptioned - 1, sceneSettings.beams)
  let frames = 0
  return {
    async push(frame: RgbFrame) {
      if (frames <= last) {
        sights.push(await network.look(run, imageNetPixels(squashed(frame, network.spec.imageSize))))
      }
      frames++
    },
    async finish() {
      const ids = await captionIds(network, run, tokenizer, sights, sceneSettings)
      const captions = ids.map((one) => captionText(tokenizer, one))
      const sources = Array.from({ length: frames }, (_, frame) => sourceOf(frame, sceneSettings.beams))
      return { tagger: { captions: sources.map((source) => captions[source]!) } }
    },
  }
}

const framesCaptioned = 16

/**
 * The frame as a square [S, S, 3], its shape not kept: scaled by the decoder (vbench/scene.py, load_video(width, height));
 * pictures that are not of a video file by Pillow (vbench/utils.py, tag2text_transform).
 */
function squashed(frame: RgbFrame, side: number): Tensor<'uint8'> {
  const size = { height: side, width: side }
  const bytes = frame.scaled?.(side, side).slice() ?? resizePillow(frame.data, 3, frame, size, 'bilinear')
  return tensor('uint8', [side, side, 3], bytes)
}
