import { paddedIds } from '../../../bench/models/tokenizers/tokenizer.ts'
import type { Backbone } from '../../contract.ts'
import { clipImages } from './clip-images.ts'
import { expectFits, openClipTokenizer } from './clip-text.ts'
import { openNetwork } from './network.ts'
import { clipPairsFile, networks } from './networks.ts'
import { orClose } from './or-close.ts'
import { clipPicturePixels } from './pixels.ts'

/**
 * CLIP ViT-B/32 on every frame, resized as a picture, beside the words of a style. It shares its sessions with the
 * background's embedder, but not its frames: upstream resizes them in two ways. Source: vbench/appearance_style.py.
 */
export const clipStyle: Backbone<'style-embedder'> = {
  id: 'clip-vit-b32-picture',
  roles: ['style-embedder'],
  title: 'CLIP ViT-B/32',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 1,
  weights: [networks.clipB32.file, clipPairsFile],
  async open(context) {
    const tokenizer = await openClipTokenizer(context)
    const clip = await openNetwork(networks.clipB32, context, 2)
    const { network, run } = clip
    const logitScale = await orClose(clip, network.logitScale(run))
    return {
      begin({ video }) {
        const images = clipImages(clip, video.frameCount)
        return {
          push: (frame) => images.push(clipPicturePixels(frame, images.side)),
          finish: async () => ({ 'style-embedder': { embeddings: await images.finish(), logitScale } }),
        }
      },
      async embedText(text) {
        const { contextLength } = network.spec
        expectFits(tokenizer, text, contextLength)
        return (await network.embedTexts(run, paddedIds(tokenizer, [text], contextLength))).data
      },
      close: clip.close,
    }
  },
}
