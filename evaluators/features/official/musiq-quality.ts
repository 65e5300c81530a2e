import { BenchError } from '../../../bench/errors.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'
import type { Size } from '../../../bench/video/resize/size.ts'
import type { Backbone } from '../../contract.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { musiqPixels, musiqSize } from './pixels.ts'

// multiscale_trans_util.py: the longer side of the coarsest scale; the shorter one is rounded to pixels
const coarsest = 224

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
        expectShape(video)
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

/** Throws CLIP_TOO_SMALL for a frame of which the coarsest scale would have nothing. */
function expectShape({ width, height }: Size): void {
  const least = Math.ceil(Math.max(width, height) / coarsest)
  if (Math.min(width, height) >= least) return
  throw new BenchError('CLIP_TOO_SMALL', {
    found: `${width}x${height}`,
    expected: `${least} on its shorter side`,
  })
}
