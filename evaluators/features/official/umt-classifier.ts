// T frames, S side
import { floatTensor } from '../../../bench/tensor/tensor.ts'
import type { Backbone, RoleOutputs } from '../../contract.ts'
import { kineticsNames } from './kinetics-names.ts'
import { openNetwork } from './network.ts'
import { networks } from './networks.ts'
import { umtPixels } from './pixels.ts'

// vbench/human_action.py
const frameCount = 16
const top = 5

/** UMT ViT-L/16 names the action of 16 frames among Kinetics' 400. Source: vbench/human_action.py. */
export const umtClassifier: Backbone<'action-classifier'> = {
  id: 'umt-vit-l16',
  roles: ['action-classifier'],
  title: 'UMT ViT-L/16, Kinetics-400',
  version: 1,
  frames: { kind: 'middle', count: frameCount },
  minFrames: 1,
  weights: [networks.umt.file],
  async open(context) {
    const { network, run, close } = await openNetwork(networks.umt, context, 1, { weights: 'mapped' })
    const { imgSize: side } = network.spec
    return {
      begin() {
        const pixels = floatTensor([1, 3, frameCount, side, side])
        let frames = 0
        return {
          push(frame) {
            const planes = umtPixels(frame, side)
            const area = side * side
            for (let c = 0; c < 3; c++) {
              pixels.data.set(planes.subarray(c * area, (c + 1) * area), (c * frameCount + frames) * area)
            }
            frames++
          },
          async finish() {
            const { data } = await network.classify(run, pixels)
            return { 'action-classifier': { topLabels: topLabels(data) } }
          },
        }
      },
      close,
    }
  },
}

/** The likeliest labels with their probabilities, each judged on its own as upstream does. */
export function topLabels(logits: Float32Array): RoleOutputs['action-classifier']['topLabels'] {
  return Array.from(logits, (logit, i) => ({
    label: kineticsNames[i] ?? `class ${i}`,
    probability: 1 / (1 + Math.exp(-logit)),
  }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top)
}
