import { z } from 'zod'
import { conditionTypes } from '../../models/sampler/condition.ts'
import { providers } from '../../onnx/engine/providers.ts'
import { variantIds } from './variant.ts'

const precision = z.enum(['float32', 'bfloat16']).default('float32')
const noise = z.discriminatedUnion('device', [
  z.strictObject({ device: z.literal('cpu'), precision }),
  z.strictObject({
    device: z.literal('cuda'),
    precision,
    multiprocessors: z.int().min(1).max(1024),
    threadsPerMultiprocessor: z.int().min(256).max(4096),
  }),
])

// Defaults: Open-Sora, configs/diffusion/inference/256px.py and plugins/t2i2v.py
/** Members of an `open-sora` entry of `generators` besides its kind. */
export const openSoraOptions = z
  .strictObject({
    model: z.string().min(1).max(100).default('open-sora-v2').describe('Label in tables.'),
    weights: z
      .string()
      .min(1)
      .describe(
        "Folder with the checkpoints in upstream's layout: Open_Sora_v2.safetensors, google/t5-v1_1-xxl and so on.",
      ),
    variant: z
      .enum(variantIds)
      .default('open-sora-v2')
      .describe('open-sora-v2 has the 4×8×8 autoencoder, open-sora-v2-dc-ae the 4×32×32 one.'),
    condition: z
      .enum([...conditionTypes, 't2i2v'])
      .default('t2v')
      .describe('What a clip is made from besides its prompt; t2i2v first makes a picture with FLUX.'),
    references: z
      .string()
      .min(1)
      .optional()
      .describe(
        'CSV file with columns text and ref: the pictures or video of each prompt, several joined by ";".',
      ),
    resolution: z
      .string()
      .default('256px')
      .describe('Pixels of a frame: 256px is 256², 720p is 720² · 16/9.'),
    aspectRatio: z.string().default('16:9').describe('Width to height.'),
    frames: z.int().min(1).max(1025).default(129).describe('Frames of a clip.'),
    fps: z.int().min(1).max(120).default(24).describe('Frames per second, also told to the model.'),
    motionScore: z
      .int()
      .min(0)
      .max(100)
      .nullable()
      .default(4)
      .describe('How much should move, told to the model; null tells nothing.'),
    negativePrompt: z.string().max(10_000).default('').describe('What guidance leads away from.'),
    steps: z.int().min(1).max(1000).default(50).describe('Steps of the sampler.'),
    guidance: z.number().min(0).max(100).default(7.5).describe('Strength of the prompt.'),
    imageGuidance: z.number().min(0).max(100).default(3).describe('Strength of the reference.'),
    textOscillation: z
      .boolean()
      .default(true)
      .describe('Guide by the prompt at every second step only, after the tenth.'),
    imageOscillation: z.boolean().default(true).describe('The same for the reference.'),
    temporalScaling: z
      .boolean()
      .default(true)
      .describe('Guide later frames more by the reference than earlier ones.'),
    shift: z.boolean().default(true).describe('More steps at high noise the larger the clip.'),
    flowShift: z.number().positive().max(1000).optional().describe('A shift of your own.'),
    imageResolution: z.string().default('768px').describe('Pixels of the picture that t2i2v makes.'),
    noise: noise
      .prefault({ device: 'cpu' })
      .describe(
        'Whose random numbers: those of PyTorch on a CPU, or on a GPU with these many multiprocessors; upstream draws them in bfloat16.',
      ),
    crf: z.number().min(0).max(51).default(23).describe('Constant rate factor of x264.'),
    provider: z.enum(providers).default('cpu').describe('Where the networks run.'),
    threads: z.int().min(1).max(1024).optional().describe('Threads of one operator.'),
    stream: z
      .boolean()
      .optional()
      .describe(
        'Read T5 and the transformers from disk block by block: slower, for little memory. Chosen by the memory when left out.',
      ),
    keepLoaded: z
      .boolean()
      .optional()
      .describe(
        'Keep every network in memory; otherwise each is released before the next one is loaded. Chosen by the memory when left out.',
      ),
  })
  .refine(
    ({ condition, references }) =>
      references === undefined
        ? ['t2v', 't2i2v', 'i2v_head'].includes(condition)
        : condition !== 't2v' && condition !== 't2i2v',
    {
      message:
        'references is needed by i2v and v2v, and by nothing else; i2v_head can do with the pictures of the run (--images)',
      path: ['references'],
    },
  )
export type OpenSoraOptions = z.output<typeof openSoraOptions>
