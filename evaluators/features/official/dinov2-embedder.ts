import type { Backbone, BackboneContext } from '../../contract.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { beginClip, type PictureEmbedder, pictureEmbedder } from './picture-embedder.ts'
import { centrePicturePixels, centrePixels } from './pixels.ts'

// vbench2_beta_long/subject_consistency.py, dinov2_transform(224)
const side = 224

/** Ours: one session's memory against its speed (docs/scoring.md). */
const largestBatch = 4

/** DINOv2 ViT-B/14's class token of the centre of a picture, as VBench-Long prepares it. */
export async function openDinov2(context: BackboneContext): Promise<PictureEmbedder> {
  const { network, run, close } = await openNetwork(networks.dinov2, context, 2, { weights: 'mapped' })
  return pictureEmbedder({
    side,
    largestBatch,
    framePixels: centrePixels,
    picturePixels: centrePicturePixels,
    embed: (pixels) => network.embed(run, pixels),
    close,
  })
}

/** Source: vbench2_beta_long/subject_consistency.py, subject_consistency_dinov2. */
export const dinov2Embedder: Backbone<'segment-subject-embedder'> = {
  id: 'dinov2-vit-b14',
  roles: ['segment-subject-embedder'],
  title: 'DINOv2 ViT-B/14',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 1,
  weights: [networks.dinov2.file],
  async open(context) {
    const embedder = await openDinov2(context)
    return {
      begin: beginClip(embedder, (embeddings) => ({ 'segment-subject-embedder': { embeddings } })),
      close: embedder.close,
    }
  },
}
