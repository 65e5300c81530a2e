import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  addRaterRequestSchema,
  type LinkAnswer,
  linkRequestSchema,
  type OverviewAnswer,
  type ResultsAnswer,
  raterStateRequestSchema,
} from './api.ts'
import { ApiError } from './api-error.ts'
import { checkOwner } from './auth.ts'
import type { Limits } from './limits.ts'
import { overviewOf } from './overview.ts'
import { apiPaths, pagePaths } from './paths.ts'
import { readInput } from './read-input.ts'
import { resultsOf } from './results.ts'
import type { Review } from './review.ts'
import type { RaterDesk } from './study-state.ts'

/** The votes as a file. */
export interface ExportFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}
export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface OwnerRouteOptions {
  readonly review: Review
  readonly limits: Limits
  readonly ownerTokenSha256: string
  /** What links start with; known when the server listens. */
  origin(): string
  readonly open: boolean
  readonly prolific: boolean
  exportVotes(format: ExportFormat): Promise<ExportFile>
}

/** What the owner asks for. */
export function addOwnerRoutes(server: FastifyInstance, options: OwnerRouteOptions): void {
  const { review, limits, ownerTokenSha256, origin, open, prolific } = options
  const overview = (): Promise<OverviewAnswer> => overviewOf(review, { open, prolific })
  const link = ({ rater }: RaterDesk, token: string): LinkAnswer => ({
    raterId: rater.id,
    label: rater.label,
    link: raterLink(origin(), token),
  })

  server.register(async (owner) => {
    owner.addHook('onRequest', async (request) => {
      checkOwner(ownerTokenSha256, request)
      await limits.person(request, 'owner')
    })

    owner.get(apiPaths.ownerOverview, overview)

    owner.post(apiPaths.ownerRaters, async (request) => {
      const { label } = readInput(addRaterRequestSchema, request.body)
      const { desk, token } = await review.addRater('link', label)
      return link(desk, token)
    })

    owner.post(apiPaths.ownerState, async (request) => {
      const { raterId, state } = readInput(raterStateRequestSchema, request.body)
      await review.setState(deskOf(review, raterId), state)
      return overview()
    })

    owner.post(apiPaths.ownerLink, async (request) => {
      const desk = deskOf(review, readInput(linkRequestSchema, request.body).raterId)
      return link(desk, await review.newLink(desk, 'end'))
    })

    owner.post(apiPaths.ownerReveal, async (request): Promise<ResultsAnswer> => {
      readInput(z.strictObject({}), request.body)
      await review.reveal()
      return resultsOf(review.state)
    })

    owner.get(apiPaths.ownerResults, async () => resultsOf(review.state))

    owner.get(apiPaths.ownerExport, async (request, reply) => {
      const { format } = readInput(exportQuerySchema, request.query)
      if (review.state.revealedAtMilliseconds === null) throw new ApiError('not-revealed')
      const { name, type, bytes } = await options.exportVotes(format)
      reply.headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` })
      return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    })
  })
}

/** The address that a rater is given. */
export const raterLink = (origin: string, token: string) => `${origin}${pagePaths.rate}#${token}`

const exportQuerySchema = z.strictObject({ format: z.enum(exportFormats) })

function deskOf({ state }: Review, raterId: string): RaterDesk {
  const desk = state.desks.get(raterId)
  if (desk === undefined) throw new ApiError('unknown-rater')
  return desk
}
