import { floatTensor } from '../../../bench/tensor/tensor.ts'
import type { Backbone } from '../../contract.ts'
import { clipImages } from './clip-images.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { orClose } from './or-close.ts'
import { clipFloatPixels } from './pixels.ts'

// the predictor's ratings reach from 0 to 10; the head gives a tenth
const scale = 10

/** Ours: ViT-L/14 gains nothing from larger ones (docs/scoring.md). */
const largestBatch = 4

/** LAION's rating of every frame, on CLIP ViT-L/14. Source: vbench/aesthetic_quality.py. */
export const clipAesthetic: Backbone<'aesthetic'> = {
  id: 'clip-vit-l14-laion',
  roles: ['aesthetic'],
  title: "CLIP ViT-L/14 with LAION's aesthetic head",
  version: 1,
  frames: { kind: 'all' },
  minFrames: 1,
  weights: [networks.clipL14.file, networks.aestheticHead.file],
  async open(context) {
    const clip = await openNetwork(networks.clipL14, context, 1)
    const head = await orClose(clip, openNetwork(networks.aestheticHead, context, 1))
    return {
      begin({ video }) {
        const images = clipImages(clip, video.frameCount, largestBatch)
        return {
          push: (frame) => images.push(clipFloatPixels(frame, images.side)),
          async finish() {
            const scores: number[] = []
            for (const features of await images.finish()) {
              const row = floatTensor([1, features.length], features)
              const { ratings } = await head.network.rate(head.run, row)
              scores.push(scale * ratings.data[0]!)
            }
            return { aesthetic: { scores } }
          },
        }
      },
      async close() {
        await clip.close()
        await head.close()
      },
    }
  },
}
