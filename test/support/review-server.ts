import { exportFile } from '../../bench/cli/preference/export-files.ts'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { ErrorAnswer, ItemsAnswer, VotesAnswer } from '../../bench/review/api.ts'
import { bundlePage } from '../../bench/review/page-bundle.ts'
import { pageFiles } from '../../bench/review/pages.ts'
import { apiPaths } from '../../bench/review/paths.ts'
import { openReview, type Review } from '../../bench/review/review.ts'
import { type ReviewServer, type ReviewServerOptions, startReviewServer } from '../../bench/review/server.ts'

export interface TestServer {
  readonly review: Review
  readonly server: ReviewServer
  /** What went wrong inside. */
  readonly problems: unknown[]
  /** Asks as a page of the server would. */
  ask(path: string, options?: Asked): Promise<Response>
}

export interface Asked {
  readonly token?: string
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** The real server on any free port, with the real pages. */
export async function testServer(run: Run, changes: Partial<ReviewServerOptions> = {}): Promise<TestServer> {
  const problems: unknown[] = []
  const review = await openReview({
    store: run.store,
    folder: run.path,
    abandonAfterMinutes: 60,
    completion: { code: 'C0DE', url: null },
  })
  const server = await startReviewServer({
    review,
    pages: pageFiles(await bundlePage()),
    host: '127.0.0.1',
    port: 0,
    publicOrigin: null,
    open: false,
    prolific: false,
    exportVotes: (format) => exportFile(run.store, format),
    onProblem: (problem) => problems.push(problem),
    ...changes,
  })
  return { review, server, problems, ask: (path, options) => ask(server.origin, path, options) }
}

/** A request like those of the pages. */
export function ask(origin: string, path: string, { token, body, headers }: Asked = {}): Promise<Response> {
  return fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', origin }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** The token behind the '#' of a link. */
export const tokenOf = (link: string): string => new URL(link).hash.slice(1)

export const itemsOf = async (origin: string, token: string, count = 2): Promise<ItemsAnswer> =>
  (await ask(origin, `${apiPaths.items}?count=${count}`, { token })).json() as Promise<ItemsAnswer>

export async function sendVotes(
  origin: string,
  token: string,
  votes: readonly unknown[],
): Promise<VotesAnswer> {
  const body = { sentAtMilliseconds: Date.now(), votes }
  return (await ask(origin, apiPaths.votes, { token, body })).json() as Promise<VotesAnswer>
}

/** The code of a refusal. */
export const refusalOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as ErrorAnswer).error.code
