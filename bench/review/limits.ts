import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'

/** Each counts one request and throws ApiError `too-many` beyond the limit of its kind. */
export interface Limits {
  /** A request with a wrong token, name or address; good ones from the same network address go on. */
  failure(request: FastifyRequest): Promise<void>
  /** A page or one of its files. By network address. */
  page(request: FastifyRequest): Promise<void>
  /** Someone new. By network address. */
  join(request: FastifyRequest): Promise<void>
  /** What a rater or the owner asks for. */
  person(request: FastifyRequest, id: string): Promise<void>
  /** A part of a clip, by the rater who watches it. */
  media(request: FastifyRequest, id: string): Promise<void>
}

/** Requests a minute. The defaults leave room for 200 raters behind one address. */
export type LimitsPerMinute = Readonly<Record<keyof Limits, number>>

const defaults: LimitsPerMinute = {
  failure: 120,
  // A class of 200 opens a page with its files at once, all behind one address.
  page: 3_000,
  join: 300,
  // A vote takes a second or more; outboxes and impatient players need some room.
  person: 1_200,
  media: 3_000,
}

/** Registers the limiter; what it remembers is bounded (5,000 addresses or raters of each kind). */
export async function registerLimits(
  server: FastifyInstance,
  changes: Partial<LimitsPerMinute> = {},
): Promise<Limits> {
  await server.register(rateLimit, { global: false })
  const perMinute = { ...defaults, ...changes }
  const people = new WeakMap<FastifyRequest, string>()
  const limit = (kind: keyof Limits, byPerson: boolean) => {
    const check = server.createRateLimit({
      max: perMinute[kind],
      timeWindow: 60_000,
      ...(byPerson ? { keyGenerator: (request: FastifyRequest) => people.get(request) ?? request.ip } : {}),
    })
    return async (request: FastifyRequest) => {
      const found = await check(request)
      if (!found.isAllowed && found.isExceeded) throw new ApiError('too-many')
    }
  }
  const [person, media] = [limit('person', true), limit('media', true)]
  return {
    failure: limit('failure', false),
    page: limit('page', false),
    join: limit('join', false),
    person(request, id) {
      people.set(request, id)
      return person(request)
    },
    media(request, id) {
      people.set(request, id)
      return media(request)
    },
  }
}
