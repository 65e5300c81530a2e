import { roundHalfToEven } from '../rounding.ts'

/** Height and width, pixels: the order of tensors. */
export interface Size {
  readonly height: number
  readonly width: number
}

/**
 * The size that gives the shorter side `length` pixels and keeps the shape; the longer side is cut to an integer.
 *
 * Source: torchvision/transforms/functional.py, _compute_resized_output_size.
 */
export function shorterSideSize({ height, width }: Size, length: number): Size {
  const longer = Math.trunc((length * Math.max(height, width)) / Math.min(height, width))
  return width <= height ? { height: longer, width: length } : { height: length, width: longer }
}

/**
 * The size whose shorter or longer side is about `length` pixels; both sides are cut to integers after they are scaled, so
 * that even that side can be one pixel short.
 *
 * Source: vbench/imaging_quality.py, transform; vbench/object_class.py (720 over the shorter side).
 */
export function scaledSize({ height, width }: Size, side: 'shorter' | 'longer', length: number): Size {
  const scale = length / (side === 'shorter' ? Math.min(height, width) : Math.max(height, width))
  return { height: Math.trunc(scale * height), width: Math.trunc(scale * width) }
}

/** Where a centred window of `crop` lies. Source: torchvision/transforms/functional.py, center_crop (Python's round). */
export function centreOffset(
  { height, width }: Size,
  crop: Size,
): { readonly top: number; readonly left: number } {
  if (crop.height > height || crop.width > width) {
    throw new RangeError(
      `A crop of ${crop.width}x${crop.height} from ${width}x${height}: expected no larger one`,
    )
  }
  return {
    top: roundHalfToEven((height - crop.height) / 2),
    left: roundHalfToEven((width - crop.width) / 2),
  }
}
