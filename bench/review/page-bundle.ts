import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { assetsPath } from './paths.ts'

/** A file that a page loads. Its name holds its hash, so that a browser may keep it for ever. */
export interface PageAsset {
  readonly name: string
  readonly contentType: string
  readonly content: Buffer
}

export interface PageBundle {
  /** The document of `/rate`, `/join` and `/prolific`. */
  readonly rateHtml: string
  /** The document of `/owner`. */
  readonly ownerHtml: string
  /** What stands under `/assets/`. */
  readonly assets: readonly PageAsset[]
}

/** A rater's page for a folder that is opened without a server; the document loads `data.js` before the script. */
export interface OfflinePage {
  /** `index.html` */
  readonly document: string
  /** `page.js` */
  readonly script: string
  /** `page.css` */
  readonly style: string
}

let bundled: Promise<PageBundle> | null = null

/** Builds the pages from their sources, once in a process (about 0.2 s). */
export function bundlePage(): Promise<PageBundle> {
  bundled ??= buildBundle()
  return bundled
}

async function buildBundle(): Promise<PageBundle> {
  const [raterScript, ownerScript, rules] = await Promise.all([
    pageScript('rater'),
    pageScript('owner'),
    pageStyle(),
  ])
  const style = asset('page', 'css', rules)
  const rater = asset('rater', 'js', raterScript)
  const owner = asset('owner', 'js', ownerScript)
  const links = { style: assetsPath + style.name }
  return {
    rateHtml: pageDocument({ ...links, scripts: [assetsPath + rater.name] }),
    ownerHtml: pageDocument({ ...links, scripts: [assetsPath + owner.name] }),
    assets: [style, rater, owner],
  }
}

/** Builds the form for opening from disk. */
export async function offlinePage(): Promise<OfflinePage> {
  const document = pageDocument({ style: 'page.css', scripts: ['data.js', 'page.js'], policy: filePolicy })
  return { document, script: await pageScript('offline'), style: await pageStyle() }
}

/** Without a server no header can say it: files beside the page and nothing else, nothing inline, no network. */
const filePolicy = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file:",
  "media-src 'self' file:",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** A page's script: a classic one without imports, since browsers load no modules from files. */
async function pageScript(entry: 'rater' | 'owner' | 'offline'): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`page/${entry}.tsx`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
    // The project's own tsconfig has settings for Node only.
    tsconfigRaw: {},
  })
  return outputFiles[0]!.text
}

function pageStyle(): Promise<string> {
  return readFile(new URL('page/style.css', import.meta.url), 'utf8')
}

interface DocumentParts {
  readonly style: string
  readonly scripts: readonly string[]
  /** Content-Security-Policy, where no server can send it as a header. */
  readonly policy?: string
}

/** The document around a script. Everything that is read is the script's, but for what stands without scripts. */
function pageDocument({ style, scripts, policy }: DocumentParts): string {
  const head = [
    '<meta charset="utf-8">',
    ...(policy === undefined ? [] : [`<meta http-equiv="Content-Security-Policy" content="${policy}">`]),
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Video study</title>',
    // An empty icon keeps browsers from asking for one.
    '<link rel="icon" href="data:,">',
    `<link rel="stylesheet" href="${style}">`,
    ...scripts.map((script) => `<script defer src="${script}"></script>`),
  ]
  return `<!doctype html>
<html lang="en">
<head>
${head.join('\n')}
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. 此页面需要 JavaScript。</noscript>
</body>
</html>
`
}

const contentTypes = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } as const

function asset(name: string, kind: keyof typeof contentTypes, text: string): PageAsset {
  const content = Buffer.from(text)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16)
  return { name: `${name}.${hash}.${kind}`, contentType: contentTypes[kind], content }
}
