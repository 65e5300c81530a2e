import type { RgbFrame } from '../../bench/video/contract.ts'
import { meanAbsoluteDifference } from '../../bench/video/difference.ts'
import type { Backbone, BackboneSession, ClipView, FeatureStream } from '../contract.ts'
import { contrastAxis, projectOnto } from './contrast-axis.ts'
import { farneback, farnebackOptions } from './farneback.ts'
import { flowLongestPixels } from './farneback-flow.ts'
import { boundedSize, FrameReducer, type Size } from './frame-reducer.ts'
import { type InnerFramePredictor, innerFrames } from './inner-frames.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'

/** Longer side at which inner frames are predicted and compared. Ours: keeps a 1280×720 clip at real-time cost. */
const longestPixels = 640

/**
 * Predicts the frame between two others by moving both half-way along the flow between them and taking their mean:
 * the linear-motion baseline that interpolation networks are measured against.
 */
export const warpedMidframe: Backbone<'interpolator'> = {
  id: 'warped-midframe',
  roles: ['interpolator'],
  title: 'flow-warped mid-frame (Farnebäck)',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 3,
  weights: [],
  options: { ...farnebackOptions, longestPixels, flowLongestPixels },
  open: async () => new MidframeSession(await loadOpenCv()),
}

/** One of the two frames that the inner one is predicted from. */
interface Neighbour {
  readonly rgb: Mat
  /** At the flow's size. */
  readonly small: Mat
  /** The small one along the pair's axis of contrast. */
  readonly gray: Mat
}

class MidframeSession implements BackboneSession<'interpolator'> {
  readonly #cv: OpenCv
  readonly #reducer: FrameReducer
  readonly #mats: Mat[] = []
  #left: Neighbour
  #right: Neighbour
  readonly #inner: Mat
  readonly #flow: Mat
  readonly #map: Mat
  readonly #fromLeft: Mat
  readonly #fromRight: Mat
  readonly #noMap: Mat

  constructor(cv: OpenCv) {
    this.#cv = cv
    this.#reducer = new FrameReducer(cv)
    const mat = () => {
      const made = new cv.Mat()
      this.#mats.push(made)
      return made
    }
    this.#left = { rgb: mat(), small: mat(), gray: mat() }
    this.#right = { rgb: mat(), small: mat(), gray: mat() }
    this.#inner = mat()
    this.#flow = mat()
    this.#map = mat()
    this.#fromLeft = mat()
    this.#fromRight = mat()
    this.#noMap = mat()
  }

  begin(clip: ClipView): FeatureStream<'interpolator'> {
    return innerFrames(this.#predictor(boundedSize(clip.video, longestPixels)))
  }

  #predictor(size: Size): InnerFramePredictor {
    return {
      takeEven: (frame) => guarded(this.#cv, () => this.#takeEven(frame, size)),
      takeOdd: (frame) => guarded(this.#cv, () => this.#reducer.reduce(frame, size, this.#inner)),
      error: () => guarded(this.#cv, () => this.#error(size)),
    }
  }

  #takeEven(frame: RgbFrame, size: Size): void {
    const cv = this.#cv
    ;[this.#left, this.#right] = [this.#right, this.#left]
    this.#reducer.reduce(frame, size, this.#right.rgb)
    const { width, height } = boundedSize(size, flowLongestPixels)
    cv.resize(this.#right.rgb, this.#right.small, new cv.Size(width, height), 0, 0, cv.INTER_AREA)
  }

  #error(size: Size): number {
    const cv = this.#cv
    const axis = contrastAxis(this.#left.small.data)
    for (const { small, gray } of [this.#left, this.#right]) projectOnto(cv, axis, small, gray)
    this.#warpHalfWay(this.#right, this.#left, size, this.#fromLeft)
    this.#warpHalfWay(this.#left, this.#right, size, this.#fromRight)
    cv.addWeighted(this.#fromLeft, 0.5, this.#fromRight, 0.5, 0, this.#fromLeft, -1)
    return meanAbsoluteDifference(this.#fromLeft.data, this.#inner.data)
  }

  /**
   * With `other(x) = source(x + flow(x))`, the frame half-way between them shows at x what `source` shows at
   * x + flow(x) / 2, if motion is linear and smooth.
   */
  #warpHalfWay(other: Neighbour, source: Neighbour, size: Size, target: Mat): void {
    const cv = this.#cv
    farneback(cv, other.gray, source.gray, this.#flow)
    const scaleX = size.width / this.#flow.cols
    const scaleY = size.height / this.#flow.rows
    cv.resize(this.#flow, this.#map, new cv.Size(size.width, size.height), 0, 0, cv.INTER_LINEAR)
    addGrid(this.#map.data32F, size, scaleX / 2, scaleY / 2)
    cv.remap(source.rgb, target, this.#map, this.#noMap, cv.INTER_LINEAR, cv.BORDER_REPLICATE)
  }

  close(): void {
    this.#reducer.close()
    for (const mat of this.#mats) mat.delete()
  }
}

/** Turns vectors into absolute sampling positions: x + scaleX · flowX, y + scaleY · flowY. */
function addGrid(vectors: Float32Array, { width, height }: Size, scaleX: number, scaleY: number): void {
  let i = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      vectors[i] = x + scaleX * (vectors[i] as number)
      vectors[i + 1] = y + scaleY * (vectors[i + 1] as number)
      i += 2
    }
  }
}
