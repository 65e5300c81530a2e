import type { RgbFrame } from '../../bench/video/contract.ts'
import { selectedFrames } from '../../bench/video/frames.ts'
import type { Backbone, BackboneSession, ClipView, Features, RoleId } from '../../evaluators/contract.ts'
import { clipView } from './fixtures.ts'

const context = {
  threads: 1,
  weightPath: (name: string): string => {
    throw new Error(`Expected no weights, asked for ${name}`)
  },
}

/** The features of a clip of the given frames, at 8 frames a second, by an opened backbone. */
export async function featuresOf<R extends RoleId>(
  backbone: Backbone<R>,
  session: BackboneSession<R>,
  frames: readonly RgbFrame[],
  video: Partial<ClipView['video']> = {},
): Promise<Features<R>> {
  const first = frames[0]!
  const size = { width: first.width, height: first.height, frameCount: frames.length }
  const clip = clipView({ ...size, ...video })
  const stream = session.begin(clip)
  for (const index of selectedFrames(backbone.frames, clip.video)) await stream.push(frames[index]!)
  return stream.finish()
}

/** Opens a backbone for the length of one use. */
export async function withSession<R extends RoleId, T>(
  backbone: Backbone<R>,
  use: (session: BackboneSession<R>) => Promise<T>,
): Promise<T> {
  const session = await backbone.open(context)
  try {
    return await use(session)
  } finally {
    await session.close()
  }
}

/** Frames of one size drawn pixel by pixel. */
export function drawn(
  width: number,
  height: number,
  count: number,
  color: (x: number, y: number, frame: number) => readonly [number, number, number],
): RgbFrame[] {
  return Array.from({ length: count }, (_, index) => {
    const data = new Uint8Array(width * height * 3)
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 3) data.set(color(x, y, index), at)
    }
    return { index, width, height, data, timeSeconds: index / 8 }
  })
}
