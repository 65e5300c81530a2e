import type { ErrorAnswer, JoinAnswer, JoinRequest } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { type RaterSource, Refusal } from './source.ts'

// A server that takes longer than this has lost the request, milliseconds.
const patience = 15_000

/** The study's server. Without a token the browser's cookie says who the rater is. */
export function serverSource(token: string | null): RaterSource {
  const ask = <T>(path: string, body?: unknown) => request<T>(path, token, body)
  return {
    session: () => ask(apiPaths.session),
    items: (count) => ask(`${apiPaths.items}?count=${count}`),
    send: (votes) => ask(apiPaths.votes, { sentAtMilliseconds: Date.now(), votes }),
    trouble: (report) => ask(apiPaths.trouble, report),
  }
}

export async function join(invitation: JoinRequest): Promise<string> {
  return (await request<JoinAnswer>(apiPaths.join, null, invitation)).token
}

/** @throws Refusal; TypeError or DOMException when no answer came */
export async function request<T>(path: string, token: string | null, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: 'no-store',
    signal: AbortSignal.timeout(patience),
  })
  const content: unknown = await answer.json().catch(() => null)
  if (answer.ok && content !== null) return content as T
  const refused = (content as Partial<ErrorAnswer> | null)?.error
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN)
  throw new Refusal(
    refused?.code ?? null,
    refused?.message ?? `${answer.status} ${answer.statusText}`,
    Number.isFinite(retryAfter) ? retryAfter : null,
  )
}
