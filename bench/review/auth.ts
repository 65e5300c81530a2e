import type { FastifyRequest } from 'fastify'
import type { StoredToken } from '../store/raters.ts'
import { ApiError } from './api-error.ts'
import type { Review } from './review.ts'
import type { RaterDesk } from './study-state.ts'
import { equalHashes, tokenHash } from './tokens.ts'

/** Set when a browser joins; scripts can't read it, other sites can't use it. */
export const raterCookie = 'bench_rater'

/** The rater who asks: by bearer token, else by cookie. Throws ApiError `no-token`, `wrong-token` or `revoked`. */
export function raterOf(review: Review, request: FastifyRequest): RaterDesk {
  const token = bearerOf(request) ?? request.cookies[raterCookie]
  if (token === undefined) throw new ApiError('no-token')
  const stored = storedToken(review, token)
  const desk = stored?.raterId == null ? undefined : review.state.desks.get(stored.raterId)
  if (desk === undefined) throw new ApiError('wrong-token')
  if (desk.rater.state.kind === 'revoked') throw new ApiError('revoked')
  desk.lastSeenMilliseconds = review.now()
  return desk
}

/** Throws ApiError `no-token` or `wrong-token` unless it is the owner who asks. */
export function checkOwner(ownerTokenSha256: string, request: FastifyRequest): void {
  const token = bearerOf(request)
  if (token === undefined) throw new ApiError('no-token')
  if (!equalHashes(tokenHash(token), ownerTokenSha256)) throw new ApiError('wrong-token')
}

/** The link that the token belongs to, if it works. */
export function storedToken({ state }: Review, token: string): StoredToken | undefined {
  const hash = tokenHash(token)
  const found = state.tokens.get(hash)
  return found !== undefined && equalHashes(found.sha256, hash) ? found : undefined
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\w-]{1,100})$/.exec(headers.authorization ?? '')?.[1]
}
