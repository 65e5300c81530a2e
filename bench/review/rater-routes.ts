import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  type ItemsAnswer,
  type JoinAnswer,
  joinRequestSchema,
  type SessionAnswer,
  troubleRequestSchema,
  type VotesAnswer,
  votesRequestSchema,
} from './api.ts'
import { ApiError } from './api-error.ts'
import { raterCookie, raterOf, storedToken } from './auth.ts'
import type { Limits } from './limits.ts'
import { type MediaAddress, mediaOwner, sendMedia } from './media.ts'
import { apiPaths, itemsPerRequest, mediaPath } from './paths.ts'
import { readInput } from './read-input.ts'
import type { Review } from './review.ts'
import type { RaterDesk } from './study-state.ts'

export interface RaterRouteOptions {
  readonly review: Review
  readonly limits: Limits
  /** Ways in for those without a link of their own. */
  readonly open: boolean
  readonly prolific: boolean
  /** Whether browsers come by TLS. */
  readonly secure: boolean
}

// A study is answered within days; a browser forgets it after this.
const cookieSeconds = 30 * 24 * 3600
// A page shows one item and loads the next one meanwhile.
const itemsAfterVote = 2

/** What raters ask for. Each route answers with a type of api.ts, which paths.ts names. */
export function addRaterRoutes(server: FastifyInstance, options: RaterRouteOptions): void {
  const { review, limits } = options
  const identified = async (request: FastifyRequest): Promise<RaterDesk> => {
    const desk = raterOf(review, request)
    await limits.person(request, desk.rater.id)
    return desk
  }

  server.post(apiPaths.join, async (request, reply): Promise<JoinAnswer> => {
    await limits.join(request)
    const token = await join(options, request)
    setRaterCookie(reply, token, options.secure)
    return { token }
  })

  server.get(apiPaths.session, async (request): Promise<SessionAnswer> => {
    const desk = await identified(request)
    const { label, state, releasedAtMilliseconds } = desk.rater
    return {
      scope: review.state.scopeOf(desk),
      label,
      form: review.state.study.form,
      state: state.kind === 'active' || state.kind === 'paused' ? state.kind : 'ended',
      released: releasedAtMilliseconds !== null,
      ...(await review.progress(desk)),
    }
  })

  server.get(apiPaths.items, async (request): Promise<ItemsAnswer> => {
    const desk = await identified(request)
    const { count } = readInput(itemsQuerySchema, request.query)
    return review.nextItems(desk, count)
  })

  server.post(apiPaths.votes, async (request): Promise<VotesAnswer> => {
    const desk = await identified(request)
    const { votes, sentAtMilliseconds } = readInput(votesRequestSchema, request.body)
    desk.clockAheadSeconds = (sentAtMilliseconds - review.now()) / 1000
    const outcomes = await review.submit(desk, votes)
    return { outcomes, ...(await review.nextItems(desk, itemsAfterVote)) }
  })

  server.post(apiPaths.trouble, async (request): Promise<ItemsAnswer> => {
    const desk = await identified(request)
    const { itemId, trouble, detail } = readInput(troubleRequestSchema, request.body)
    const found = review.state.findPublic(itemId)
    if (found?.desk !== desk) throw new ApiError('not-your-item')
    await review.setAside(desk, found.item, trouble, detail)
    return review.nextItems(desk, itemsAfterVote)
  })

  server.route<{ Params: MediaAddress }>({
    method: ['GET', 'HEAD'],
    url: `${mediaPath}:item/:side`,
    handler: async (request, reply) => {
      const owner = mediaOwner(review, request.params)
      if (owner === null) throw new ApiError('not-found')
      await limits.media(request, owner.rater.id)
      return sendMedia(review, request.params, request, reply)
    },
  })
}

const itemsQuerySchema = z.strictObject({
  count: z.coerce.number().int().min(1).max(itemsPerRequest).default(itemsAfterVote),
})

/** The token of whoever comes by an invitation: the one that this browser has, or a new one. */
async function join({ review, open, prolific }: RaterRouteOptions, request: FastifyRequest): Promise<string> {
  const given = readInput(joinRequestSchema, request.body)
  const invitation = storedToken(review, given.invitation)
  if (invitation === undefined || invitation.purpose === 'rater') throw new ApiError('wrong-token')
  const isOpen = invitation.purpose === 'open' ? open : prolific
  if (!isOpen || (invitation.purpose === 'prolific') !== (given.prolific !== undefined)) {
    throw new ApiError('closed')
  }
  // The same participant gets the same place, on whatever device.
  if (given.prolific !== undefined) return review.tokenOf('prolific', given.prolific.participantId)
  const cookie = request.cookies[raterCookie]
  if (cookie !== undefined && storedToken(review, cookie)?.purpose === 'rater') return cookie
  return (await review.addRater('open', `Rater ${review.state.desks.size + 1}`)).token
}

function setRaterCookie(reply: FastifyReply, token: string, secure: boolean): void {
  reply.setCookie(raterCookie, token, {
    path: '/api',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: cookieSeconds,
  })
}
