import { fileURLToPath } from 'node:url'

const bundled = new Map<string, Promise<string>>()
const videosPage = new URL('page/main.ts', import.meta.url)

/** A page's script with the parts of Chart.js that it uses, minified; built once in a process (about 0.2 s). */
export function pageCode(entry: URL = videosPage): Promise<string> {
  const known = bundled.get(entry.href) ?? bundle(entry)
  bundled.set(entry.href, known)
  return known
}

async function bundle(entry: URL): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    // Chart.js is MIT-licensed: its notice stays.
    legalComments: 'eof',
    logLevel: 'silent',
    // The project's own tsconfig has settings for Node only.
    tsconfigRaw: {},
  })
  // Inside a script element the text may not hold its end tag, nor the start of a comment.
  return outputFiles[0]!.text.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')
}
