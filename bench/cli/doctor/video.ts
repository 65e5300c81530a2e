import { type Check, guarded, missing, ok } from './check.ts'

const reinstall =
  'Install again: npm install opensora-bench. node-av brings FFmpeg for Linux, macOS and Windows.'

/** FFmpeg, and what it decodes and encodes here. */
export function video(): Promise<Check[]> {
  return guarded('Video', reinstall, async () => {
    // A native library: it is loaded when it is asked for.
    const { decoderDescription, videoCodecs } = await import('../../video/codecs.ts')
    const { decode, encode } = videoCodecs()
    const all = [
      ...decode.map((one) => ({ ...one, to: 'read' })),
      ...encode.map((one) => ({ ...one, to: 'write' })),
    ]
    const lacking = all.filter(({ available }) => !available).map(({ codec, to }) => `${to} ${codec}`)
    const list = (to: string) =>
      all
        .filter((one) => one.to === to && one.available)
        .map(({ codec }) => codec)
        .join(', ')
    return [
      ok('Video', decoderDescription()),
      lacking.length === 0
        ? ok('Codecs', `reads ${list('read')}; writes ${list('write')}`)
        : missing('Codecs', `can't ${lacking.join(', can’t ')}`, reinstall),
    ]
  })
}
