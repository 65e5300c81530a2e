import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { oscillatingGuidance, stepGuidance } from '../../../bench/models/sampler/guidance.ts'
import { videoPrompt, withFrameRate, withMotionScore } from '../../../bench/models/sampler/prompt-text.ts'
import { resolutionShift, schedule, timeShift } from '../../../bench/models/sampler/schedule.ts'
import { latentFrames, roundUpSize, videoSize } from '../../../bench/models/sampler/video-size.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

const numbers = z.array(z.number())
const goldenSchema = z.object({
  get_schedule: z.array(
    z.object({
      num_steps: z.int(),
      image_seq_len: z.int(),
      num_frames: z.int(),
      shift: z.boolean(),
      shift_alpha: z.number().nullable(),
      timesteps: numbers,
    }),
  ),
  get_schedule_custom_base_max: z.array(
    z.object({
      num_steps: z.int(),
      image_seq_len: z.int(),
      num_frames: z.int(),
      base_shift: z.number(),
      max_shift: z.number(),
      timesteps: numbers,
    }),
  ),
  get_res_lin_function: z.array(z.object({ x: z.number(), y: z.number() })),
  time_shift: z.array(z.object({ alpha: z.number(), t: numbers, out: numbers })),
  get_oscillation_gs: z.array(z.object({ guidance_scale: z.number(), series: numbers })),
  get_oscillation_gs_force_num: z.array(
    z.object({ guidance_scale: z.number(), force_num: z.int(), series: numbers }),
  ),
  image_gs_table: z.array(
    z.object({
      guidance_img: z.number(),
      len_timesteps: z.int(),
      latent_frames: z.int(),
      image_gs_per_step_per_frame: z.array(numbers),
    }),
  ),
  get_image_size: z.record(
    z.string(),
    z.record(z.string(), z.record(z.string(), z.tuple([z.int(), z.int()]).nullable())),
  ),
  sanitize_sampling_option: z.array(
    z.object({
      args: z.object({
        resolution: z.string().optional(),
        aspect_ratio: z.string().optional(),
        height: z.int().optional(),
        width: z.int().optional(),
      }),
      AE_SPATIAL_COMPRESSION: z.int(),
      height: z.int(),
      width: z.int(),
    }),
  ),
  add_fps_info_to_text: z.array(
    z.object({ fps: z.int(), text: z.array(z.string()), out: z.array(z.string()) }),
  ),
  add_motion_score_to_text: z.array(
    z.object({
      motion_score: z.union([z.int(), z.string()]),
      text: z.array(z.string()),
      out: z.array(z.string()),
    }),
  ),
  pipeline_prompt: z.array(
    z.object({ text: z.string(), fps: z.int(), motion_score: z.string(), out: z.string() }),
  ),
  latent_num_frames: z.array(
    z.object({
      num_frames: z.int(),
      temporal_reduction: z.int(),
      is_causal_vae: z.boolean(),
      latent: z.int(),
    }),
  ),
})

describeShared('the sampler equals the recorded values of the upstream code', () => {
  const golden = goldenSchema.parse(
    JSON.parse(readFileSync(sharedPath('fixtures/open-sora/sampler/sampler.json'), 'utf8')),
  )

  test('times of the schedule, to the last bit of float32', () => {
    for (const row of golden.get_schedule) {
      const times = schedule({
        steps: row.num_steps,
        tokensPerFrame: row.image_seq_len,
        latentFrames: row.num_frames,
        shift: row.shift,
        flowShift: row.shift_alpha ?? undefined,
      })
      expect(times).toEqual(row.timesteps)
    }
    for (const row of golden.get_schedule_custom_base_max) {
      const times = schedule({
        steps: row.num_steps,
        tokensPerFrame: row.image_seq_len,
        latentFrames: row.num_frames,
        shift: true,
        baseShift: row.base_shift,
        maxShift: row.max_shift,
      })
      expect(times).toEqual(row.timesteps)
    }
  })

  test('shift by size and by number', () => {
    for (const { x, y } of golden.get_res_lin_function) expect(resolutionShift(x)).toBeCloseTo(y, 12)
    for (const { alpha, t, out } of golden.time_shift) expect(timeShift(alpha, t)).toEqual(out)
  })

  test('guidance over steps and frames', () => {
    for (const { guidance_scale, series } of golden.get_oscillation_gs) {
      expect(series.map((_, step) => oscillatingGuidance(guidance_scale, step))).toEqual(series)
    }
    for (const { guidance_scale, force_num, series } of golden.get_oscillation_gs_force_num) {
      expect(series.map((_, step) => oscillatingGuidance(guidance_scale, step, force_num))).toEqual(series)
    }
    for (const row of golden.image_gs_table) {
      const options = {
        text: 7.5,
        image: row.guidance_img,
        textOscillation: true,
        imageOscillation: true,
        temporalScaling: true,
      }
      const table = row.image_gs_per_step_per_frame.map((_, step) => {
        const { image } = stepGuidance(options, step, row.len_timesteps, row.latent_frames)
        return typeof image === 'number' ? Array.from({ length: row.latent_frames }, () => image) : image
      })
      expect(table).toEqual(row.image_gs_per_step_per_frame)
    }
  })

  test('every resolution in every aspect ratio', () => {
    let compared = 0
    for (const [setting, resolutions] of Object.entries(golden.get_image_size)) {
      const [, pixels, training] = /^D=(default|\d+);training=(True|False)$/.exec(setting)!
      const options = {
        tokenPixels: pixels === 'default' ? 16 : Number(pixels),
        training: training === 'True',
      }
      for (const [resolution, sizes] of Object.entries(resolutions)) {
        for (const [ratio, recorded] of Object.entries(sizes)) {
          compared += 1
          const size = () => videoSize(resolution, ratio, options)
          // training sizes leave out a ratio whose size another one has already
          if (recorded === null) expect(size).toThrow('Unknown aspect ratio')
          else expect(size()).toEqual({ height: recorded[0], width: recorded[1] })
        }
      }
    }
    expect(compared).toBeGreaterThan(800)
  })

  test('sizes given in pixels, and latent frames', () => {
    for (const { args, AE_SPATIAL_COMPRESSION, height, width } of golden.sanitize_sampling_option) {
      const options = { tokenPixels: AE_SPATIAL_COMPRESSION, training: false }
      const size =
        args.resolution === undefined
          ? { height: args.height!, width: args.width! }
          : videoSize(args.resolution, args.aspect_ratio!, options)
      expect(roundUpSize(size)).toEqual({ height, width })
    }
    for (const { num_frames, temporal_reduction, is_causal_vae, latent } of golden.latent_num_frames) {
      const rule = { temporalReduction: temporal_reduction, causal: is_causal_vae }
      expect(latentFrames(num_frames, rule)).toBe(latent)
    }
  })

  test('frame rate and motion score in the prompt', () => {
    for (const { fps, text, out } of golden.add_fps_info_to_text) {
      expect(text.map((line) => withFrameRate(line, fps))).toEqual(out)
    }
    for (const { motion_score, text, out } of golden.add_motion_score_to_text) {
      expect(text.map((line) => withMotionScore(line, motion_score))).toEqual(out)
    }
    for (const { text, fps, motion_score, out } of golden.pipeline_prompt) {
      expect(videoPrompt(text, fps, motion_score)).toBe(out)
    }
  })
})
