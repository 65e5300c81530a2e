import { BenchError } from '../errors.ts'
import { type ApiErrorCode, apiErrors, type ErrorAnswer } from './api.ts'

/** A request is refused. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly detail: string | undefined

  constructor(code: ApiErrorCode, detail?: string, options?: ErrorOptions) {
    super(apiErrors[code].message, options)
    this.name = 'ApiError'
    this.code = code
    this.detail = detail
  }
}

/** The body of a refusal. */
export function errorAnswer(code: ApiErrorCode, detail?: string): ErrorAnswer {
  const { message } = apiErrors[code]
  return { error: detail === undefined ? { code, message } : { code, message, detail } }
}

/** A failed write as the browser hears of it: what was to be saved was not. */
export function writeError(thrown: unknown): ApiError {
  const full = thrown instanceof BenchError && thrown.problem.code === 'DISK_FULL'
  return new ApiError(full ? 'disk-full' : 'not-saved', undefined, { cause: thrown })
}
