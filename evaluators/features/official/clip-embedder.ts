import type { Backbone } from '../../contract.ts'
import { clipImages } from './clip-images.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { clipFloatPixels } from './pixels.ts'

/** CLIP ViT-B/32 on every frame, resized as a tensor. Source: vbench/background_consistency.py. */
export const clipEmbedder: Backbone<'background-embedder'> = {
  id: 'clip-vit-b32-tensor',
  roles: ['background-embedder'],
  title: 'CLIP ViT-B/32',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [networks.clipB32.file],
  async open(context) {
    const clip = await openNetwork(networks.clipB32, context, 2)
    return {
      begin({ video }) {
        const images = clipImages(clip, video.frameCount)
        return {
          push: (frame) => images.push(clipFloatPixels(frame, images.side)),
          finish: async () => ({ 'background-embedder': { embeddings: await images.finish() } }),
        }
      },
      close: clip.close,
    }
  },
}
