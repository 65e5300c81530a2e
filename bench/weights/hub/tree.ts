import { z } from 'zod'
import { BenchError } from '../../errors.ts'
import { type Expected, etagPattern } from './digest.ts'
import { pathProblem } from './repository-path.ts'
import { type Connection, get, retrying, watched } from './request.ts'

/** A repository at one commit. */
export interface Tree {
  readonly commit: string
  /** By path. LFS files come with their sha256. */
  readonly files: ReadonlyMap<string, Expected>
}

/** Answers that hold more are not read on. Ours: the hub's pages hold 1,000 entries of about 300 bytes. */
const mostBytes = 16 * 2 ** 20
const mostFiles = 10_000

const revisionSchema = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) })
const size = z.number().int().nonnegative()
const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    oid: z.string(),
    size,
    lfs: z.object({ oid: z.string(), size }).nullish(),
  }),
)

/**
 * Asks the hub which commit a revision is and which files it holds. Source: the Hub API's `/api/models/<id>/revision`
 * and `/tree` endpoints.
 *
 * @throws BenchError HUB_REFUSED, HUB_NOT_FOUND, HUB_FAILED, HUB_ANSWER
 */
export async function readTree(repository: string, revision: string, connection: Connection): Promise<Tree> {
  const api = `${connection.endpoint}/api/models/${repository}`
  const about = await getJson(`${api}/revision/${encodeURIComponent(revision)}`, repository, connection)
  const commit = checked(revisionSchema, about.json, repository).sha
  const files = new Map<string, Expected>()
  let page: string | null = `${api}/tree/${commit}?recursive=true`
  while (page !== null) {
    const { json, next } = await getJson(page, repository, connection)
    for (const entry of checked(treeSchema, json, repository)) {
      if (entry.type === 'file') files.set(...fileOf(entry, repository))
      if (files.size > mostFiles) throw unusable(repository, `more than ${mostFiles} files`)
    }
    page = nextPage(next, page, repository)
  }
  return { commit, files }
}

function fileOf(entry: z.infer<typeof treeSchema>[number], repository: string): [string, Expected] {
  const problem = pathProblem(entry.path)
  if (problem) throw unusable(repository, `it holds ${problem}`)
  const etag = entry.lfs ? entry.lfs.oid.replace(/^sha256:/, '') : entry.oid
  if (!etagPattern.test(etag) || (entry.lfs && etag.length !== 64)) {
    throw unusable(repository, `${entry.path} has the name ${JSON.stringify(etag.slice(0, 80))}`)
  }
  const bytes = entry.lfs?.size ?? entry.size
  return [entry.path, { bytes, etag, sha256: entry.lfs ? etag : null }]
}

async function getJson(
  url: string,
  repository: string,
  connection: Connection,
): Promise<{ readonly json: unknown; readonly next: string | null }> {
  const subject = { repository, name: `the list of files of ${repository}` }
  const text = await retrying(
    () =>
      watched(connection, async (signal, onData) => {
        const { response } = await get(url, { accept: 'application/json' }, subject, connection, signal)
        const next = response.headers.get('link')?.match(/<([^>]*)>\s*;\s*rel="?next"?/)?.[1] ?? null
        return { body: await readText(response, repository, onData), next }
      }),
    subject,
    connection,
  )
  try {
    return { json: JSON.parse(text.body), next: text.next }
  } catch (error) {
    throw unusable(repository, 'it is not JSON', error)
  }
}

async function readText(response: Response, repository: string, onData: () => void): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    onData()
    bytes += chunk.length
    if (bytes > mostBytes) throw unusable(repository, `more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The same list from the other page's cursor on. Its host and path are not taken: the token goes where they say. */
function nextPage(next: string | null, page: string, repository: string): string | null {
  if (next === null) return null
  const url = new URL(page)
  url.search = URL.canParse(next, page) ? new URL(next, page).search : ''
  if (url.search === '' || url.href === page) {
    throw unusable(repository, `its next page is ${JSON.stringify(next.slice(0, 200))}`)
  }
  return url.href
}

function checked<T>(schema: z.ZodType<T>, json: unknown, repository: string): T {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unusable(repository, `${issue?.path.join('.') || 'the answer'}: ${issue?.message}`, parsed.error)
}

const unusable = (repository: string, found: string, cause?: unknown) =>
  new BenchError('HUB_ANSWER', { repository, found }, { cause })
