import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { darkPalette, lightPalette, type Palette } from '../palette.ts'
import { pageCode } from './bundle.ts'

export interface DocumentParts {
  readonly title: string
  /** What a reader without JavaScript is told. */
  readonly withoutScript: string
  /** Becomes the JSON of the element `#data`. */
  readonly data: unknown
  /** The page's script; its default is the report of videos. */
  readonly entry?: URL
  /** Rules beside those that all reports share, in this order. */
  readonly styles?: readonly URL[]
}

/** One HTML document that needs nothing else but the videos beside it: no network, no server, no build. */
export async function htmlDocument({ entry, styles = [], ...parts }: DocumentParts): Promise<string> {
  const [code, ...rules] = await Promise.all([
    pageCode(entry),
    ...[new URL('page/style.css', import.meta.url), ...styles].map((file) => readFile(file, 'utf8')),
  ])
  const style = [themes(), ...rules].join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(code, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(parts.title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>${escapeHtml(parts.withoutScript)}</noscript>
<div id="app"></div>
<script type="application/json" id="data">${embeddedJson(parts.data)}</script>
<script>${code}</script>
</body>
</html>
`
}

/**
 * Nothing is loaded from anywhere but videos: beside the page (`'self'` over HTTP) or on this machine (`file:`).
 * The two inline blocks are named by their hashes, so text that slips into the page can't run.
 */
function contentSecurityPolicy(code: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash(code)}'`,
    `style-src 'sha256-${hash(style)}'`,
    "media-src 'self' file:",
    // Clips may be GIF.
    "img-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64')

function themes(): string {
  return [
    `:root{color-scheme:light;${variables(lightPalette)}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables(darkPalette)}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${variables(darkPalette)}}`,
    `@media print{:root:root:root{color-scheme:light;${variables(lightPalette)}}}`,
  ].join('\n')
}

function variables({ series, ...colours }: Palette): string {
  const named = Object.entries(colours).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`,
  )
  return [...named, ...series.map((value, index) => `--series-${index}:${value}`)].join(';')
}

/** JSON inside a script element: no `<`, so the element can't end early; no line separators. */
function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (found) => entities[found]!)
