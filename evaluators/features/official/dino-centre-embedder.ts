import type { Backbone } from '../../contract.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { beginClip, pictureEmbedder } from './picture-embedder.ts'
import { centrePicturePixels, centrePixels } from './pixels.ts'

// vbench2_beta_i2v/utils.py, dino_transform_internet
const side = 224

/** Ours: as for DINO on whole frames (docs/scoring.md). */
const largestBatch = 4

/** DINO ViT-B/16 on the centres of frames and of the picture. Source: vbench2_beta_i2v/i2v_subject.py. */
export const dinoCentreEmbedder: Backbone<'i2v-subject-embedder'> = {
  id: 'dino-vit-b16-centre',
  roles: ['i2v-subject-embedder'],
  title: 'DINO ViT-B/16, centre',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [networks.dino.file],
  async open(context) {
    // three programs: DINO on whole frames shares the network
    const { network, run, close } = await openNetwork(networks.dino, context, 3, { weights: 'mapped' })
    const embedder = pictureEmbedder({
      side,
      largestBatch,
      framePixels: centrePixels,
      picturePixels: centrePicturePixels,
      embed: (pixels) => network.embed(run, pixels),
      close,
    })
    return {
      begin: beginClip(embedder, (embeddings) => ({ 'i2v-subject-embedder': { embeddings } })),
      embedImage: embedder.embedImage,
      close,
    }
  },
}
