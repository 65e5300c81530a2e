import type { Mat, OpenCv } from './opencv.ts'

/**
 * Parameters of Farnebäck's dense optical flow (Two-Frame Motion Estimation Based on Polynomial Expansion, SCIA 2003).
 * Source: the dense flow example of OpenCV's optical flow tutorial (samples/cpp/tutorial_code/video/optical_flow/
 * optical_flow_dense.cpp), with five pyramid levels in place of three: at 320 pixels they follow motions of up to
 * about 50 pixels between frames, as RAFT does.
 */
export const farnebackOptions = {
  pyramidScale: 0.5,
  levels: 5,
  windowPixels: 15,
  iterations: 3,
  polynomialPixels: 5,
  polynomialSigma: 1.2,
} as const

/**
 * Writes the flow from one grey frame to another into `flow`: H×W vectors (x, y), pixels of these frames;
 * `from(x) = to(x + flow(x))`.
 */
export function farneback(cv: OpenCv, from: Mat, to: Mat, flow: Mat): void {
  const o = farnebackOptions
  cv.calcOpticalFlowFarneback(
    from,
    to,
    flow,
    o.pyramidScale,
    o.levels,
    o.windowPixels,
    o.iterations,
    o.polynomialPixels,
    o.polynomialSigma,
    0,
  )
}
