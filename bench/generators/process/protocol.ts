import { z } from 'zod'

/**
 * What a worker and the harness say to each other, one JSON object a line, UTF-8 (docs/new-generators.md). Members
 * that are not named here are allowed and ignored, so that either side can grow.
 */
export const protocolVersion = 1

/** Longest line of a worker, in UTF-16 units: its messages are short, and memory is bounded. */
export const maxLineLength = 2 ** 20

export interface GenerateMessage {
  readonly type: 'generate'
  readonly id: number
  readonly prompt: string
  readonly seed: number
  readonly index: number
  /** Absolute path to write the video to. */
  readonly output: string
  /** Absolute path of the picture to start from, in runs that have pictures. */
  readonly image?: string
  readonly width?: number
  readonly height?: number
  readonly frames?: number
  readonly fps?: number
  readonly model: string
}

/** Ends the worker; the end of its input means the same. */
export interface StopMessage {
  readonly type: 'stop'
}

const id = z.int()
export const workerMessage = z.discriminatedUnion('type', [
  /** The first message, when the model is loaded. */
  z.looseObject({ type: z.literal('ready'), protocol: z.literal(protocolVersion) }),
  /** How far a clip is; a time-out names the last one. */
  z.looseObject({
    type: z.literal('progress'),
    id,
    fraction: z.number().min(0).max(1),
    stage: z.string().optional(),
  }),
  /** The file is complete. */
  z.looseObject({
    type: z.literal('done'),
    id,
    stageSeconds: z.record(z.string(), z.number().nonnegative()).optional(),
  }),
  /** This clip can't be made; the worker goes on with the next. */
  z.looseObject({ type: z.literal('error'), id, message: z.string().min(1) }),
])
export type WorkerMessage = z.output<typeof workerMessage>

/**
 * Reads a line. Libraries like to print, so a line that is not a JSON object with a `type` is noise (null); an object
 * with a `type` is meant as a message, and a wrong one throws RangeError with what is wrong.
 */
export function parseLine(line: string): WorkerMessage | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null
  const parsed = workerMessage.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new RangeError(`${issue.path.join('.') || 'message'}: ${issue.message}`)
}
