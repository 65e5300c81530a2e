import { encodeVideo } from '../../bench/video/encode.ts'

/** A clip whose every frame carries its own number as black and white blocks, over a small scene. */
export interface NumberedClip {
  readonly frames: number
  readonly fps: number
  readonly width: number
  readonly height: number
  /** Hue of the scene, 0 … 1. */
  readonly hue: number
}

/** Bits of the number, the lowest first, from the left along the lower edge. */
export const numberBits = 9
export const blockPixels = 16

/** Writes the clip; blocks of 16 pixels come through H.264 without doubt. */
export function writeNumberedClip(path: string, clip: NumberedClip): Promise<unknown> {
  return encodeVideo(path, framesOf(clip), { width: clip.width, height: clip.height, fps: clip.fps, crf: 20 })
}

function* framesOf({ frames, width, height, hue }: NumberedClip): Generator<{ data: Uint8Array }> {
  const sky = colour(hue, 0.35, 0.85)
  const ground = colour(hue + 0.08, 0.4, 0.4)
  const ball = colour(hue + 0.5, 0.75, 0.95)
  const data = new Uint8Array(width * height * 3)
  for (let index = 0; index < frames; index++) {
    const centreX = width * (0.15 + 0.7 * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / 48)))
    const centreY = height * (0.62 - 0.3 * Math.abs(Math.sin((2 * Math.PI * index) / 24)))
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inBall = (x - centreX) ** 2 + (y - centreY) ** 2 < (height * 0.12) ** 2
        const fade = y < height * 0.74 ? 0.75 + (0.35 * y) / height : 1
        const [r, g, b] = inBall ? ball : y < height * 0.74 ? sky : ground
        data.set(
          [r * fade, g * fade, b * fade].map((value) => Math.min(255, value)),
          (y * width + x) * 3,
        )
      }
    }
    for (let bit = 0; bit < numberBits; bit++) {
      const value = (index >> bit) & 1 ? 255 : 0
      for (let y = height - blockPixels; y < height; y++) {
        data.fill(value, (y * width + bit * blockPixels) * 3, (y * width + (bit + 1) * blockPixels) * 3)
      }
    }
    yield { data }
  }
}

/** Hue, saturation and value to RGB, 0 … 255. */
function colour(hue: number, saturation: number, value: number): [number, number, number] {
  const channel = (n: number) => {
    const k = (n + hue * 6) % 6
    return 255 * value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)))
  }
  return [channel(5), channel(3), channel(1)]
}
