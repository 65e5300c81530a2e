import { z } from 'zod'
import { Dino } from '../models/vision/dino.ts'
import { component, need } from './component.ts'

const count = z.int().positive()

export const dino = component(
  z.object({
    patchSize: count,
    embedDim: count,
    depth: count,
    numHeads: count,
    mlpRatio: z.number().positive(),
    imgSizeOfPosEmbed: count,
  }),
  (spec) => new Dino(spec),
  {
    embed: async (network, run, inputs) => ({
      cls: await network.embed(run, need(inputs, 'pixel_values', 'float32')),
    }),
  },
)
