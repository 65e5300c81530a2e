import { z } from 'zod'

const seconds = z
  .number()
  .positive()
  .max(7 * 24 * 3600)

/** Members of a `process` entry of `generators` besides its kind. */
export const processOptions = z.strictObject({
  command: z
    .union([z.string().min(1), z.array(z.string()).min(1)])
    .describe(
      'The program and its arguments: a list, or one line that is split at spaces (quotes hold a part together; no shell is run). Placeholders: {prompt} {promptFile} {image} {seed} {index} {output} {width} {height} {frames} {fps} {model}.',
    ),
  mode: z
    .enum(['once', 'worker'])
    .default('once')
    .describe('once: run the command for every clip. worker: run it once and speak JSON lines with it.'),
  model: z.string().min(1).max(100).default('process').describe('Label in tables.'),
  cwd: z.string().min(1).optional().describe("Folder to run in; the config file's when left out."),
  env: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe("Environment variables on top of the harness's own."),
  files: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Files that decide the clips (weights, scripts): their checksums become part of what a clip is made from.',
    ),
  width: z.int().positive().optional().describe('Pixels; handed on as {width}.'),
  height: z.int().positive().optional().describe('Pixels; handed on as {height}.'),
  frames: z.int().positive().optional().describe('Frames of a clip; handed on as {frames}.'),
  fps: z.number().positive().optional().describe('Frames a second; handed on as {fps}.'),
  startSeconds: seconds.default(900).describe('worker: how long it may take until it is ready.'),
  clipSeconds: seconds.default(3600).describe('How long one clip may take.'),
  stopSeconds: seconds
    .default(5)
    .describe('How long the process may take to end by itself before it is killed.'),
  retries: z.int().min(0).max(10).default(1).describe('How often a clip is tried again after a crash.'),
  sessions: z.int().min(1).max(64).default(1).describe('How many processes may run at once.'),
})
export type ProcessOptions = z.output<typeof processOptions>
