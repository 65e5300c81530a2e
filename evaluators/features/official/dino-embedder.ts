import { shorterSideSize } from '../../../bench/video/resize/size.ts'
import type { Backbone } from '../../contract.ts'
import { frameBatches } from './batches.ts'
import { atMost } from './frame-limits.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { dinoPixels } from './pixels.ts'

// vbench/subject_consistency.py
const side = 224

/** Ours: one session's memory against its speed (docs/scoring.md). */
const largestBatch = 4

/** Ours: 21 times as long as high; beyond it, the attention of a batch takes gigabytes. */
const mostPixels = 2 ** 20

/** DINO ViT-B/16 on every frame in its own proportions. Source: vbench/subject_consistency.py. */
export const dinoEmbedder: Backbone<'subject-embedder'> = {
  id: 'dino-vit-b16',
  roles: ['subject-embedder'],
  title: 'DINO ViT-B/16',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [networks.dino.file],
  async open(context) {
    // three programs: VBench-I2V takes the centres of the same frames, and of a picture
    const { network, run, close } = await openNetwork(networks.dino, context, 3, { weights: 'mapped' })
    return {
      begin({ video }) {
        const size = atMost(shorterSideSize(video, side), mostPixels)
        const shape = [3, size.height, size.width]
        const batches = frameBatches({ frames: video.frameCount, largest: largestBatch, shape }, (pixels) =>
          network.embed(run, pixels),
        )
        return {
          push: (frame) => batches.push(dinoPixels(frame, size)),
          finish: async () => ({ 'subject-embedder': { embeddings: await batches.finish() } }),
        }
      },
      close,
    }
  },
}
