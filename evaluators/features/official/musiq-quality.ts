import { floatTensor } from '../../../bench/tensor/tensor.ts'
import type { Backbone } from '../../contract.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { musiqPixels, musiqSize } from './pixels.ts'

/** MUSIQ, trained on SPAQ, on every frame. Source: vbench/imaging_quality.py, mode `longer`. */
export const musiqQuality: Backbone<'image-quality'> = {
  id: 'musiq-spaq',
  roles: ['image-quality'],
  title: 'MUSIQ (SPAQ)',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 1,
  weights: [networks.musiq.file],
  async open(context) {
    const { network, run, close } = await openNetwork(networks.musiq, context, 1)
    return {
      begin({ video }) {
        const size = musiqSize(video)
        const scores: number[] = []
        return {
          async push(frame) {
            const planes = floatTensor([3, size.height, size.width], musiqPixels(frame, size))
            scores.push((await network.score(run, planes)).data[0]!)
          },
          finish: () => ({ 'image-quality': { scores } }),
        }
      },
      close,
    }
  },
}
