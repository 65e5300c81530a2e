/** Clockwise turn that a picture needs to be shown upright, degrees. */
export type Rotation = 0 | 90 | 180 | 270

/**
 * The turn that a container's display matrix asks for: nine 32-bit integers, row by row. Turns that are not a multiple
 * of 90° and mirroring are left out, as OpenCV does.
 *
 * Source: libavutil/display.c, av_display_rotation_get; OpenCV modules/videoio/src/cap_ffmpeg_impl.hpp.
 */
export function rotationOf(matrix: Buffer | null): Rotation {
  if (!matrix || matrix.length < 36) return 0
  const entry = (index: number) => matrix.readInt32LE(4 * index)
  const scaleX = Math.hypot(entry(0), entry(3))
  const scaleY = Math.hypot(entry(1), entry(4))
  if (scaleX === 0 || scaleY === 0) return 0
  const degrees = (Math.atan2(entry(1) / scaleY, entry(0) / scaleX) * 180) / Math.PI
  const turn = ((Math.round(degrees) % 360) + 360) % 360
  return turn === 90 || turn === 180 || turn === 270 ? turn : 0
}

/** Width and height after the turn. */
export function turnedSize(width: number, height: number, rotation: Rotation): [number, number] {
  return rotation === 90 || rotation === 270 ? [height, width] : [width, height]
}

/** Turns an interleaved RGB picture of `width` × `height` pixels clockwise from `source` into `target`. */
export function turnRgb(
  source: Uint8Array,
  width: number,
  height: number,
  rotation: Rotation,
  target: Uint8Array,
): void {
  const { start, stepX, stepY } = walk(width, height, rotation)
  let from = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (start + x * stepX + y * stepY) * 3
      target[to] = source[from++] as number
      target[to + 1] = source[from++] as number
      target[to + 2] = source[from++] as number
    }
  }
}

/** Where the first pixel goes, and how far one step in the source moves in the target; pixels. */
function walk(width: number, height: number, rotation: Rotation) {
  switch (rotation) {
    case 0:
      return { start: 0, stepX: 1, stepY: width }
    case 90:
      return { start: height - 1, stepX: height, stepY: -1 }
    case 180:
      return { start: width * height - 1, stepX: -1, stepY: -width }
    case 270:
      return { start: (width - 1) * height, stepX: -height, stepY: 1 }
  }
}
