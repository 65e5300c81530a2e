import cookie from '@fastify/cookie'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { BenchError } from '../errors.ts'
import { type ApiErrorCode, apiErrors } from './api.ts'
import { ApiError, errorAnswer } from './api-error.ts'
import { securityHeaders } from './headers.ts'
import { type ServerNames, serverNames } from './hosts.ts'
import { type Limits, type LimitsPerMinute, registerLimits } from './limits.ts'
import { addOwnerRoutes, type ExportFile, type ExportFormat } from './owner-routes.ts'
import type { PageFiles } from './pages.ts'
import { apiPaths, mediaPath, pagePaths } from './paths.ts'
import { addRaterRoutes } from './rater-routes.ts'
import type { Review } from './review.ts'
import { newToken, tokenHash } from './tokens.ts'

export interface ReviewServerOptions {
  readonly review: Review
  readonly pages: PageFiles
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Of the proxy in front, such as `https://study.example.org`; null without one. */
  readonly publicOrigin: string | null
  /** Whether `/join` makes raters. */
  readonly open: boolean
  /** Whether `/prolific` makes raters. */
  readonly prolific: boolean
  exportVotes(format: ExportFormat): Promise<ExportFile>
  readonly limitsPerMinute?: Partial<LimitsPerMinute>
  /** Told of what went wrong inside. */
  onProblem(problem: unknown): void
}

export interface ReviewServer {
  /** What links start with. */
  readonly origin: string
  readonly port: number
  /** The owner's link; the next start has another one. */
  readonly ownerLink: string
  /** Takes no new requests, finishes those that are there, and returns when all is settled. */
  close(): Promise<void>
}

// 20 votes with comments of 2,000 characters, each escaped as \uXXXX, are 240,000 bytes.
const bodyBytes = 256 * 1024
const requestMilliseconds = 30_000
// A paused video would hold its connection for ever.
const graceMilliseconds = 2_000
// 200 raters with six connections each (what browsers open to one host), twice.
const connections = 2_400

/** Starts the server. Throws REVIEW_ADDRESS when it can't listen there. */
export async function startReviewServer(options: ReviewServerOptions): Promise<ReviewServer> {
  const { review, host, pages } = options
  const server = fastify({
    bodyLimit: bodyBytes,
    requestTimeout: requestMilliseconds,
    // Only a proxy on this machine is believed when it says who asks.
    trustProxy: options.publicOrigin === null ? false : 'loopback',
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (_error, request, reply) => refuse(reply, request, new ApiError('malformed')),
  })
  server.server.maxConnections = connections
  const ownerToken = newToken()
  const limits = await registerLimits(server, options.limitsPerMinute)
  await server.register(cookie)
  server.removeContentTypeParser('text/plain')

  let names: ServerNames | null = null
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('cache-control', 'no-store')
    if (names === null) throw new ApiError('internal')
    checkNames(names, request)
  })
  server.setErrorHandler((error: Error, request, reply) =>
    answerError(error, request, reply, limits, options.onProblem),
  )
  server.setNotFoundHandler(async (request) => {
    throw new ApiError(isKnown(pages, request.url) ? 'wrong-method' : 'not-found')
  })
  addPages(server, pages, limits)
  const secure = options.publicOrigin?.startsWith('https:') ?? false
  addRaterRoutes(server, { ...options, limits, secure })
  addOwnerRoutes(server, {
    ...options,
    limits,
    ownerTokenSha256: tokenHash(ownerToken),
    origin: () => names?.origin ?? '',
  })
  const port = await listen(server, host, options.port)
  names = serverNames(host, port, options.publicOrigin)
  return {
    origin: names.origin,
    port,
    ownerLink: `${names.origin}${pagePaths.owner}#${ownerToken}`,
    close: async () => {
      const timer = setTimeout(() => server.server.closeAllConnections(), graceMilliseconds)
      await server.close()
      clearTimeout(timer)
      await review.settle()
    },
  }
}

/** Other names than the server's own, and requests that another site started, go no further. */
function checkNames({ hosts, origins }: ServerNames, request: FastifyRequest): void {
  const { host, origin, 'sec-fetch-site': site } = request.headers
  // A request line with a name of its own (RFC 9112, section 3.2.2) is for proxies.
  const isAnswered = request.url.startsWith('/') && host !== undefined && hosts.has(host.toLowerCase())
  if (!isAnswered) throw new ApiError('wrong-host')
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  if (origin === undefined ? changes : !origins.has(origin)) throw new ApiError('wrong-origin')
  const isPage =
    request.method === 'GET' && (Object.values(pagePaths) as string[]).includes(pathOf(request.url))
  // A link in a mail or on Prolific leads to a page; nothing else is asked for from elsewhere.
  if (!isPage && site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new ApiError('wrong-origin')
  }
}

const pathOf = (url: string) => url.split('?')[0]!

function addPages(server: FastifyInstance, pages: PageFiles, limits: Limits): void {
  for (const [path, { contentType, content, gzip, immutable }] of pages) {
    server.get(path, async (request, reply) => {
      await limits.page(request)
      const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      reply.headers({ 'content-type': contentType, vary: 'accept-encoding' })
      if (immutable) reply.header('cache-control', 'public, max-age=31536000, immutable')
      if (packed) reply.header('content-encoding', 'gzip')
      return reply.send(packed ? gzip : content)
    })
  }
}

const isMedia = new RegExp(`^${mediaPath}[^/]+/[^/]+$`)

const isKnown = (pages: PageFiles, url: string) => {
  const path = pathOf(url)
  const known = [...pages.keys(), ...Object.values(apiPaths)]
  return known.includes(path) || isMedia.test(path)
}

/** What guessing looks like. Beyond the limit every wrong request from there is told to wait; right ones go on. */
const guesses: readonly ApiErrorCode[] = [
  'wrong-token',
  'no-token',
  'wrong-host',
  'wrong-origin',
  'not-found',
]

async function answerError(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
  limits: Limits,
  onProblem: (problem: unknown) => void,
): Promise<FastifyReply> {
  let refusal = refusalOf(error)
  if (guesses.includes(refusal.code)) {
    refusal = await limits.failure(request).then(
      () => refusal,
      (limited: unknown) => refusalOf(limited),
    )
  }
  if (apiErrors[refusal.code].status >= 500) onProblem(refusal.cause ?? refusal)
  return refuse(reply, request, refusal)
}

function refuse(reply: FastifyReply, request: FastifyRequest, { code, detail }: ApiError): FastifyReply {
  reply.headers(securityHeaders).header('cache-control', 'no-store')
  if (code === 'too-many') reply.header('retry-after', '60')
  if (code === 'no-token' || code === 'wrong-token') reply.header('www-authenticate', 'Bearer')
  // What is left of a body that was refused unread belongs to no other request.
  if (request.method === 'POST' && !request.raw.complete) reply.header('connection', 'close')
  reply.code(apiErrors[code].status).type('application/json; charset=utf-8')
  return reply.send(errorAnswer(code, detail))
}

/** What an error is to a browser. Those of Fastify about a request keep their kind; everything else is ours. */
function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { code, statusCode = 500 } = error as FastifyError
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ApiError('too-large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ApiError('wrong-type')
  return new ApiError(statusCode < 500 ? 'malformed' : 'internal', undefined, { cause: error })
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    throw new BenchError('REVIEW_ADDRESS', { host, port, found }, { cause: thrown })
  }
  const address = server.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
