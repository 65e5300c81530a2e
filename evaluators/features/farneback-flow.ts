import { BenchError } from '../../bench/errors.ts'
import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, ClipView, FeatureStream } from '../contract.ts'
import { contrastAxis, projectOnto } from './contrast-axis.ts'
import { farneback, farnebackOptions } from './farneback.ts'
import { boundedSize, FrameReducer, type Size } from './frame-reducer.ts'
import { largestShare, meanOfLargest } from './largest-magnitudes.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'

/** Longer side at which flow is computed. Ours: 11 ms a pair; magnitudes are scaled back to the clip's own pixels. */
export const flowLongestPixels = 320

/** Classical dense flow between the sampled frames, eight a second as upstream. */
export const farnebackFlow: Backbone<'flow'> = {
  id: 'farneback-flow',
  roles: ['flow'],
  title: 'Farnebäck optical flow (OpenCV)',
  version: 1,
  // source: vbench/dynamic_degree.py, get_frames
  frames: { kind: 'rate', framesPerSecond: 8 },
  minFrames: 1,
  weights: [],
  options: { ...farnebackOptions, longestPixels: flowLongestPixels },
  open: async () => new FlowSession(await loadOpenCv()),
}

class FlowSession implements BackboneSession<'flow'> {
  readonly #cv: OpenCv
  readonly #reducer: FrameReducer
  readonly #flow: Mat
  readonly #grays: readonly [Mat, Mat]
  #previous: Mat
  #current: Mat

  constructor(cv: OpenCv) {
    this.#cv = cv
    this.#reducer = new FrameReducer(cv)
    this.#flow = new cv.Mat()
    this.#grays = [new cv.Mat(), new cv.Mat()]
    this.#previous = new cv.Mat()
    this.#current = new cv.Mat()
  }

  begin(clip: ClipView): FeatureStream<'flow'> {
    const size = boundedSize(clip.video, flowLongestPixels)
    const largestMagnitudes: number[] = []
    let sampledFrames = 0
    return {
      push: (frame) =>
        guarded(this.#cv, () => {
          ;[this.#previous, this.#current] = [this.#current, this.#previous]
          this.#reducer.reduce(frame, size, this.#current)
          if (sampledFrames++ > 0) largestMagnitudes.push(this.#magnitude(frame, size))
        }),
      finish: () => ({ flow: { largestMagnitudes, sampledFrames } }),
    }
  }

  /** Mean of the largest 5 % of the flow from the previous frame, pixels of the clip. */
  #magnitude(frame: RgbFrame, size: Size): number {
    const cv = this.#cv
    const axis = contrastAxis(this.#previous.data)
    projectOnto(cv, axis, this.#previous, this.#grays[0])
    projectOnto(cv, axis, this.#current, this.#grays[1])
    farneback(cv, ...this.#grays, this.#flow)
    const vectors = this.#flow.data32F
    scaleVectors(vectors, frame.width / size.width, frame.height / size.height)
    const magnitude = meanOfLargest(vectors, largestShare)
    if (magnitude === null) {
      const found = `${frame.width}×${frame.height}`
      throw new BenchError('CLIP_TOO_SMALL', { found, expected: `${Math.ceil(1 / largestShare)} in all` })
    }
    return magnitude
  }

  close(): void {
    this.#reducer.close()
    for (const mat of [this.#flow, ...this.#grays, this.#previous, this.#current]) mat.delete()
  }
}

function scaleVectors(vectors: Float32Array, scaleX: number, scaleY: number): void {
  if (scaleX === 1 && scaleY === 1) return
  for (let i = 0; i < vectors.length; i += 2) {
    vectors[i] = (vectors[i] as number) * scaleX
    vectors[i + 1] = (vectors[i + 1] as number) * scaleY
  }
}
