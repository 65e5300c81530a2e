// T frames, S side
import { paddedIds } from '../../../bench/models/tokenizers/tokenizer.ts'
import { viclipSide as side } from '../../../bench/models/vision/viclip.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'
import type { Backbone } from '../../contract.ts'
import { openClipTokenizer } from './clip-text.ts'
import { openNetwork } from './network.ts'
import { clipPairsFile, networks } from './networks.ts'
import { clipBytePixels } from './pixels.ts'

// vbench/overall_consistency.py and temporal_style.py
const frameCount = 8

/**
 * ViCLIP-L on 8 frames beside the prompt, of which the first 30 tokens count. One embedding serves overall consistency
 * and temporal style, which are the same computation. Source: vbench/overall_consistency.py.
 */
export const viclipEmbedder: Backbone<'video-text-embedder'> = {
  id: 'viclip-l14',
  roles: ['video-text-embedder'],
  title: 'ViCLIP-L/14, InternVid-10M-FLT',
  version: 1,
  frames: { kind: 'middle', count: frameCount },
  minFrames: 1,
  weights: [networks.viclip.file, clipPairsFile],
  async open(context) {
    const tokenizer = await openClipTokenizer(context)
    const { network, run, close } = await openNetwork(networks.viclip, context, 2, { weights: 'mapped' })
    return {
      begin() {
        const pixels = floatTensor([frameCount, 3, side, side])
        let frames = 0
        return {
          push(frame) {
            pixels.data.set(clipBytePixels(frame, side), frames * 3 * side * side)
            frames++
          },
          finish: async () => ({
            'video-text-embedder': { embedding: (await network.embedVideo(run, pixels)).data },
          }),
        }
      },
      embedText: async (text) =>
        (await network.embedTexts(run, paddedIds(tokenizer, [text], network.textLength))).data,
      close,
    }
  },
}
