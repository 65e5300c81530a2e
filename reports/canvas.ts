import Module, { createRequire } from 'node:module'

type Resolve = (request: string, parent: { filename?: string } | undefined, ...rest: unknown[]) => string
const internals = Module as unknown as { _resolveFilename: Resolve }

const require = createRequire(import.meta.url)

/**
 * Runs `body` while chartjs-node-canvas finds `@napi-rs/canvas` (prebuilt binaries) where it asks for `canvas`, which
 * must be compiled. npm's `overrides` do this in our own checkout and in no other project, so it can't be left to
 * them. Only requests from inside chartjs-node-canvas are answered; everybody else's `canvas` stays what it is.
 */
export function withPrebuiltCanvas<T>(body: () => T): T {
  const original = internals._resolveFilename
  const prebuilt = require.resolve('@napi-rs/canvas')
  internals._resolveFilename = (request, parent, ...rest) =>
    request === 'canvas' && /[\\/]chartjs-node-canvas[\\/]/.test(parent?.filename ?? '')
      ? prebuilt
      : original.call(internals, request, parent, ...rest)
  try {
    return body()
  } finally {
    internals._resolveFilename = original
  }
}
