import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { dimensionIds } from '../../bench/records/dimension.ts'

const id = z.enum(dimensionIds)
const schema = z.object({
  cutting: z.array(
    z.object({
      fps: z.number(),
      frames: z.int(),
      seconds: z.int(),
      segments: z.array(z.tuple([z.string(), z.int(), z.int(), z.int()])),
    }),
  ),
  durations: z.array(z.object({ dimensions: z.array(id), seconds: z.number() })),
  means: z.array(
    z.object({
      dimension: id,
      clips: z.array(z.object({ file: z.string(), values: z.array(z.number()) })),
      value: z.number(),
      averages: z.array(z.tuple([z.string(), z.number()])),
    }),
  ),
  slowFast: z.array(
    z.object({
      dimension: id,
      devFlag: z.boolean(),
      clips: z.array(
        z.object({
          file: z.string(),
          values: z.array(z.number()),
          embeddings: z.array(z.array(z.number())),
        }),
      ),
      value: z.number(),
      rows: z.array(
        z.object({
          video_path: z.string(),
          inclip_score: z.number(),
          clip2clip_score: z.number(),
          mapped_clip2clip_score: z.number(),
          video_results: z.number(),
        }),
      ),
    }),
  ),
  quantiles: z.array(z.tuple([id, z.number(), z.number()])),
  flickering: z.object({
    clips: z.array(
      z.object({
        prompt: z.string(),
        file: z.string(),
        still: z.array(z.boolean()),
        values: z.array(z.number()),
      }),
    ),
    value: z.number(),
    averages: z.record(z.string(), z.number()),
    kept: z.array(z.string()),
  }),
})

/**
 * What upstream's own functions (vbench2_beta_long of Vchitect/VBench @45e79ec: split_video_into_clips,
 * get_duration_from_json, reorganize_clips_results, subject_consistency_dinov2, background_consistency_dreamsim,
 * fuse_inclip_clip2clip, static_filter) make of made-up numbers in the places of frames, scores and embeddings.
 */
export const vbenchLong = schema.parse(
  JSON.parse(
    readFileSync(fileURLToPath(new URL('../fixtures/pipeline/vbench-long.json', import.meta.url)), 'utf8'),
  ),
)
