import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256 } from '../../bench/records/identity.ts'
import { localServer } from './server.ts'

/** Files of a repository; those of `lfs` are named by their sha256 and served from another path, as by a CDN. */
export interface FakeRepository {
  /** The last one is what main means. */
  readonly commits: string[]
  readonly files: Map<string, { data: Buffer; readonly isLfs: boolean }>
}

export interface Seen {
  readonly method: string
  readonly url: string
  readonly range: string | null
  readonly token: string | null
}

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * A server that answers like the hub: the API's revision and tree (in pages of two), resolve addresses with
 * `x-linked-*` headers and a redirect, ranges, gated repositories. `intercept` may answer first.
 */
export async function hubServer() {
  const repositories = new Map<string, FakeRepository>()
  const seen: Seen[] = []
  const state = { token: null as string | null, intercept: (() => false) as Handler }
  const server = await localServer((request, response) => {
    const url = request.url ?? ''
    seen.push({
      method: request.method ?? '',
      url,
      range: request.headers.range ?? null,
      token: request.headers.authorization ?? null,
    })
    if (state.intercept(request, response)) return
    const { pathname, searchParams } = new URL(url, 'http://hub')
    const blob = pathname.match(/^\/cdn\/(\w+)$/)
    if (blob) return serveBlob(blob[1]!, request, response)
    const asked = pathname.match(
      /^\/(?:api\/models\/)?([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)\/?(.*)$/,
    )
    const repository = asked && repositories.get(asked[1]!)
    if (!asked || !repository) return refuse(response, 401, 'RepoNotFound')
    if (state.token !== null && request.headers.authorization !== `Bearer ${state.token}`) {
      return refuse(response, request.headers.authorization ? 403 : 401, 'GatedRepo')
    }
    if (asked[3] !== 'main' && !repository.commits.includes(asked[3]!))
      return refuse(response, 404, 'RevisionNotFound')
    if (asked[2] === 'revision') return json(response, { id: asked[1], sha: repository.commits.at(-1) })
    if (asked[2] === 'tree')
      return serveTree(repository, Number(searchParams.get('cursor') ?? 0), url, response)
    serveFile(repository, decodeURIComponent(asked[4]!), request, response)
  })

  function serveTree(repository: FakeRepository, from: number, url: string, response: ServerResponse): void {
    const entries = [...repository.files].map(([path, { data, isLfs }]) => ({
      type: 'file',
      path,
      oid: gitName(data),
      size: data.length,
      ...(isLfs && { lfs: { oid: sha256(data), size: data.length, pointerSize: 134 } }),
    }))
    const folder = { type: 'directory', path: 'some', oid: gitName(Buffer.alloc(0)), size: 0 }
    const page = from === 0 ? [folder, ...entries.slice(0, 2)] : entries.slice(from, from + 2)
    if (from + 2 < entries.length) {
      const next = new URL(url, 'https://elsewhere.example')
      next.searchParams.set('cursor', String(from + 2))
      response.setHeader('link', `<${next.href}>; rel="next"`)
    }
    json(response, page)
  }

  function serveFile(
    repository: FakeRepository,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const file = repository.files.get(path)
    if (!file) refuse(response, 404, 'EntryNotFound')
    else if (!file.isLfs) {
      serveRange(file.data, request, response.setHeader('etag', `"${gitName(file.data)}"`))
    } else {
      response.setHeader('x-linked-size', String(file.data.length))
      response.setHeader('x-linked-etag', `"${sha256(file.data)}"`)
      response.writeHead(302, { location: `/cdn/${sha256(file.data)}?signature=1` }).end()
    }
  }

  function serveBlob(name: string, request: IncomingMessage, response: ServerResponse): void {
    const all = [...repositories.values()].flatMap(({ files }) => [...files.values()])
    const file = all.find(({ data }) => sha256(data) === name)
    if (file) serveRange(file.data, request, response)
    else refuse(response, 404, 'NoSuchKey')
  }

  return {
    ...server,
    seen,
    state,
    repositories,
    /** Requests for the bytes of files. */
    downloads: () => seen.filter(({ url }) => url.includes('/cdn/') || url.includes('/resolve/')),
  }
}

export function serveRange(data: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const start = Number(request.headers.range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0)
  if (start === 0) response.writeHead(200, { 'content-length': String(data.length) }).end(data)
  else {
    const range = `bytes ${start}-${data.length - 1}/${data.length}`
    const part = data.subarray(start)
    response.writeHead(206, { 'content-range': range, 'content-length': String(part.length) }).end(part)
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, {
    'x-error-code': code,
    'x-error-message': `Refused\r: ${code}`.replace('\r', ''),
  })
  response.end('no')
}

const json = (response: ServerResponse, value: unknown): void => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}

export const gitName = (data: Buffer) =>
  createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex')
