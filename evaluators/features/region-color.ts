import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Detection } from '../contract.ts'
import { type ColorName, colorName } from './color-name.ts'

/** Samples along each side of a box. Ours: a thousand decide a majority to within a few percent. */
const samplesPerSide = 40

/**
 * The colour that most of a box's inside has: its pixels inside the inscribed ellipse are named one by one, those near
 * the middle counting more, because a box's corners show what lies behind its object.
 */
export function regionColor(frame: RgbFrame, [x0, y0, x1, y1]: Detection['box']): ColorName {
  const votes = new Map<ColorName, number>()
  for (let row = 0; row < samplesPerSide; row++) {
    for (let column = 0; column < samplesPerSide; column++) {
      // −1 … 1 across the box
      const u = (2 * (column + 0.5)) / samplesPerSide - 1
      const v = (2 * (row + 0.5)) / samplesPerSide - 1
      const weight = 1 - u * u - v * v
      if (weight <= 0) continue
      const x = Math.min(frame.width - 1, Math.floor(x0 + ((u + 1) / 2) * (x1 - x0)))
      const y = Math.min(frame.height - 1, Math.floor(y0 + ((v + 1) / 2) * (y1 - y0)))
      const at = 3 * (y * frame.width + x)
      const name = colorName(
        frame.data[at] as number,
        frame.data[at + 1] as number,
        frame.data[at + 2] as number,
      )
      votes.set(name, (votes.get(name) ?? 0) + weight)
    }
  }
  const [winner] = [...votes].sort(([, a], [, b]) => b - a)
  if (!winner) throw new RangeError(`Expected a box inside the frame, got ${[x0, y0, x1, y1].join(', ')}`)
  return winner[0]
}
