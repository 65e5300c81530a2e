import { gzipSync } from 'node:zlib'
import type { PageBundle } from './page-bundle.ts'
import { assetsPath, pagePaths } from './paths.ts'

/** A file of a page, ready to be sent. */
export interface PageFile {
  readonly contentType: string
  readonly content: Buffer
  /** The same, compressed. */
  readonly gzip: Buffer
  /** Whether its name changes with its content. */
  readonly immutable: boolean
}

/** By path. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** What stands at which address. */
export function pageFiles({ rateHtml, ownerHtml, assets }: PageBundle): PageFiles {
  const document = (html: string) => pageFile('text/html; charset=utf-8', Buffer.from(html), false)
  const rate = document(rateHtml)
  return new Map([
    [pagePaths.rate, rate],
    [pagePaths.join, rate],
    [pagePaths.prolific, rate],
    [pagePaths.owner, document(ownerHtml)],
    ...assets.map(
      ({ name, contentType, content }) => [assetsPath + name, pageFile(contentType, content, true)] as const,
    ),
  ])
}

const pageFile = (contentType: string, content: Buffer, immutable: boolean): PageFile => ({
  contentType,
  content,
  gzip: gzipSync(content, { level: 9 }),
  immutable,
})
