import type { Backbone, BackboneContext } from '../../contract.ts'
import { dreamsim } from './dreamsim-network.ts'
import { openNetwork } from './network.ts'
import { beginClip, type PictureEmbedder, pictureEmbedder } from './picture-embedder.ts'
import { dreamsimPicturePixels, dreamsimPixels } from './pixels.ts'

// dreamsim/config.py, img_size
const side = 224

/** Ours: one session's memory against its speed (docs/scoring.md). */
const largestBatch = 4

/** DreamSim's ensemble: embeddings without mean, of length 1. */
export async function openDreamSim(context: BackboneContext): Promise<PictureEmbedder> {
  const { network, run, close } = await openNetwork(dreamsim, context, 2, { weights: 'mapped' })
  return pictureEmbedder({
    side,
    largestBatch,
    framePixels: dreamsimPixels,
    picturePixels: dreamsimPicturePixels,
    embed: (pixels) => network.embed(run, pixels),
    close,
  })
}

const about = { title: 'DreamSim (ensemble of ViT-B/16)', version: 1, weights: dreamsim.files } as const

/** Source: vbench2_beta_long/background_consistency.py, background_consistency_dreamsim. */
export const dreamsimSegments: Backbone<'segment-background-embedder'> = {
  ...about,
  id: 'dreamsim-ensemble-segments',
  roles: ['segment-background-embedder'],
  frames: { kind: 'all' },
  minFrames: 1,
  async open(context) {
    const embedder = await openDreamSim(context)
    return {
      begin: beginClip(embedder, (embeddings) => ({ 'segment-background-embedder': { embeddings } })),
      close: embedder.close,
    }
  },
}

/** Source: vbench2_beta_i2v/i2v_background.py. */
export const dreamsimEmbedder: Backbone<'i2v-background-embedder'> = {
  ...about,
  id: 'dreamsim-ensemble',
  roles: ['i2v-background-embedder'],
  frames: { kind: 'all' },
  minFrames: 2,
  async open(context) {
    const embedder = await openDreamSim(context)
    return {
      begin: beginClip(embedder, (embeddings) => ({ 'i2v-background-embedder': { embeddings } })),
      embedImage: embedder.embedImage,
      close: embedder.close,
    }
  },
}
