import type { z } from 'zod'
import { ApiError } from './api-error.ts'

/** What a browser sent, checked. Throws ApiError `malformed` that names the place. */
export function readInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ApiError('malformed', `${issue?.path.join('.') || 'request'}: ${issue?.message}`.slice(0, 300))
}
