import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../../errors.ts'
import type { HubEnvironment } from './environment.ts'

export interface RetryPolicy {
  /** Tries in a row that may fail without a byte of progress. */
  readonly attempts: number
  /** Before the second try; doubled before each further one. */
  readonly firstDelaySeconds: number
}

/** Attempts: as huggingface_hub (`_nb_retries` of http_get); the delays are ours, 1 + 2 + 4 + 8 s. */
export const defaultRetry: RetryPolicy = { attempts: 5, firstDelaySeconds: 1 }

/** Longer waits than this are not waited for, whatever a server asks. */
const mostDelaySeconds = 120
/** Source: huggingface_hub follows as many by its HTTP client's default, 20. */
const mostRedirects = 20

export interface Connection extends HubEnvironment {
  readonly retry: RetryPolicy
  /** Seconds without a byte after which a server counts as gone. */
  readonly idleSeconds: number
  readonly signal: AbortSignal
  /** Told before a wait. */
  onRetry(reason: string, delaySeconds: number): void
}

/** What a request is about, for messages. */
export interface Subject {
  readonly repository: string
  readonly name: string
}

/** A failure that may pass: the network, a server that is busy or down. */
export class PassingFailure extends Error {
  readonly retryAfterSeconds: number | null

  constructor(message: string, retryAfterSeconds: number | null = null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PassingFailure'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface Answer {
  readonly response: Response
  /** Headers of the hub's own answer, before redirects to where the bytes lie. */
  readonly hubHeaders: Headers
}

/**
 * One GET, redirects followed. The token goes to the endpoint's own origin only.
 *
 * @param signal also ends the reading of the body
 * @throws PassingFailure; BenchError HUB_REFUSED, HUB_NOT_FOUND, HUB_FAILED
 */
export async function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  subject: Subject,
  connection: Connection,
  signal: AbortSignal,
): Promise<Answer> {
  let hubHeaders: Headers | null = null
  let place = url
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const response = await fetchOnce(place, headers, connection, signal)
    // a renamed repository answers with a redirect of its own before
    if (hubHeaders === null || response.headers.has('x-linked-etag')) hubHeaders = response.headers
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (!response.ok) throw await refusal(response, place, subject, connection)
      return { response, hubHeaders }
    }
    await response.body?.cancel()
    place = nextPlace(location, place, subject)
  }
  throw new BenchError('HUB_FAILED', { name: subject.name, found: `more than ${mostRedirects} redirects` })
}

/** Runs `attempt` again after failures that may pass. `isFresh` says that it got on since the last failure. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  subject: Subject,
  { retry, signal, onRetry }: Connection,
  isFresh: () => boolean = () => false,
): Promise<T> {
  let failures = 0
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof PassingFailure)) throw error
      failures = isFresh() ? 1 : failures + 1
      const delaySeconds = error.retryAfterSeconds ?? retry.firstDelaySeconds * 2 ** (failures - 1)
      if (failures >= retry.attempts || delaySeconds > mostDelaySeconds) {
        const found = `${error.message} (${failures} ${failures === 1 ? 'try' : 'tries'})`
        throw new BenchError('HUB_FAILED', { name: subject.name, found }, { cause: error })
      }
      onRetry(error.message, delaySeconds)
      await sleep(delaySeconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
}

/**
 * Runs work that is given up when `onData` was not called for a while, and tells failures of the network from others.
 */
export async function watched<T>(
  { signal, idleSeconds }: Pick<Connection, 'signal' | 'idleSeconds'>,
  work: (signal: AbortSignal, onData: () => void) => Promise<T>,
): Promise<T> {
  const stalled = new AbortController()
  const stall = () => stalled.abort(new PassingFailure(`no data for ${idleSeconds} s`))
  const timer = setTimeout(stall, idleSeconds * 1000)
  try {
    return await work(AbortSignal.any([signal, stalled.signal]), () => timer.refresh())
  } catch (error) {
    signal.throwIfAborted()
    throw stalled.signal.aborted ? stalled.signal.reason : passing(error)
  } finally {
    clearTimeout(timer)
  }
}

/** `fetch failed` and `terminated` say nothing; their cause does. */
function passing(error: unknown): unknown {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return error
  const { message, code } = error.cause as NodeJS.ErrnoException
  return new PassingFailure(message || code || error.message, null, { cause: error })
}

async function fetchOnce(
  place: string,
  headers: Readonly<Record<string, string>>,
  { endpoint, token }: Connection,
  signal: AbortSignal,
): Promise<Response> {
  const isHub = new URL(place).origin === new URL(endpoint).origin
  const credentials = isHub && token !== null ? { authorization: `Bearer ${token}` } : {}
  // compressed answers have no ranges
  const own = { 'accept-encoding': 'identity', 'user-agent': 'opensora-bench' }
  return fetch(place, { headers: { ...own, ...headers, ...credentials }, redirect: 'manual', signal })
}

function nextPlace(location: string, from: string, { name }: Subject): string {
  const next = URL.canParse(location, from) ? new URL(location, from) : null
  const isDowngrade = next?.protocol === 'http:' && from.startsWith('https:')
  if (next === null || !['http:', 'https:'].includes(next.protocol) || isDowngrade) {
    throw new BenchError('HUB_FAILED', { name, found: `a redirect to ${JSON.stringify(location)}` })
  }
  return next.href
}

/** Statuses that pass: huggingface_hub's `_DEFAULT_RETRY_ON_STATUS_CODES` and the timeouts of proxies. */
const passingStatuses = [408, 425, 429, 500, 502, 503, 504]

async function refusal(
  response: Response,
  place: string,
  { repository, name }: Subject,
  { endpoint, token }: Connection,
): Promise<Error> {
  const { status, headers } = response
  await response.body?.cancel()
  const reason = headers.get('x-error-message') ?? headers.get('x-error-code')
  const found = `HTTP ${status}${reason ? `, ${printable(reason)}` : ''}`
  if (passingStatuses.includes(status)) {
    return new PassingFailure(found, retryAfter(headers.get('retry-after')))
  }
  const isHub = new URL(place).origin === new URL(endpoint).origin
  if (isHub && (status === 401 || status === 403)) {
    const sent = token === null ? 'no token was sent' : 'the token that was sent gives no access'
    return new BenchError('HUB_REFUSED', {
      repository,
      found: `${found}; ${sent}`,
      page: `${endpoint}/${repository}`,
    })
  }
  // an address of a CDN ends after a while; the hub gives a new one
  if (status === 403 || status === 410) return new PassingFailure(`${found} of ${new URL(place).host}`)
  if (status === 404) return new BenchError('HUB_NOT_FOUND', { name, repository, endpoint, found })
  return new BenchError('HUB_FAILED', { name, found })
}

/** Seconds, from both forms of the header (RFC 9110, 10.2.3). */
function retryAfter(header: string | null): number | null {
  if (header === null) return null
  if (/^\d+$/.test(header.trim())) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, (date - Date.now()) / 1000)
}

/** A server's words, short and without control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const printable = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 200)
