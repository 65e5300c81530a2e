import type { GraphModel } from '@tensorflow/tfjs-converter'
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, Detection, FeatureStream, RegionCaption } from '../contract.ts'
import { centernetNodes, centernetSide, centernetWeights, loadCenternet } from './centernet.ts'
import { cocoNames } from './coco-names.ts'
import { boundedSize, FrameReducer, type Size } from './frame-reducer.ts'
import { withoutDuplicates } from './non-maximum.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'
import { regionColor } from './region-color.ts'

type Role = 'object-detector' | 'region-captioner'

// source: CenterNet's vis_thresh (xingyizhou/CenterNet src/lib/opts.py)
const leastScore = 0.3

// source: NMS threshold of upstream's GRiT; CenterNet finds one peak a class, so that an object may come twice
const duplicateOverlap = 0.5

/** COCO's 80 objects, and the colour that fills most of each box: "red car". */
export const centernetDetector: Backbone<Role> = {
  id: 'centernet-detector',
  roles: ['object-detector', 'region-captioner'],
  title: 'CenterNet on MobileNetV3, COCO-80',
  version: 1,
  // source: vbench/object_class.py and color.py, load_video(num_frames=16)
  frames: { kind: 'middle', count: 16 },
  minFrames: 1,
  weights: centernetWeights,
  options: { leastScore, duplicateOverlap, side: centernetSide },
  open: async (context) =>
    new DetectorSession(await loadOpenCv(), await loadCenternet(context, centernetSide)),
}

class DetectorSession implements BackboneSession<Role> {
  readonly #cv: OpenCv
  readonly #model: GraphModel
  readonly #reducer: FrameReducer
  readonly #rgb: Mat
  readonly #square: Mat

  constructor(cv: OpenCv, model: GraphModel) {
    this.#cv = cv
    this.#model = model
    this.#reducer = new FrameReducer(cv)
    this.#rgb = new cv.Mat()
    this.#square = new cv.Mat()
  }

  begin(): FeatureStream<Role> {
    const detections: (readonly Detection[])[] = []
    const captions: (readonly RegionCaption[])[] = []
    return {
      push: async (frame) => {
        const found = await this.#detect(frame)
        detections.push(found)
        captions.push(captionsOf(frame, found))
      },
      finish: () => ({
        'object-detector': { frames: detections },
        'region-captioner': { frames: captions },
      }),
    }
  }

  async #detect(frame: RgbFrame): Promise<readonly Detection[]> {
    const size = enlargedSize(frame)
    guarded(this.#cv, () => this.#fillSquare(frame, size))
    const output = tidy(() => {
      const input = tensor(Float32Array.from(this.#square.data), [1, centernetSide, centernetSide, 3])
      return this.#model.execute({ [centernetNodes.input]: input }, centernetNodes.detections) as Tensor
    })
    const rows = await output.data()
    output.dispose()
    return detectionsOf(rows as Float32Array, frame, size)
  }

  /** The frame in its own proportions in the upper left corner; black beside it. */
  #fillSquare(frame: RgbFrame, size: Size): void {
    const cv = this.#cv
    this.#reducer.reduce(frame, size, this.#rgb)
    const below = centernetSide - size.height
    const beside = centernetSide - size.width
    const black = new cv.Scalar(0, 0, 0)
    cv.copyMakeBorder(this.#rgb, this.#square, 0, below, 0, beside, cv.BORDER_CONSTANT, black)
  }

  close(): void {
    this.#reducer.close()
    this.#rgb.delete()
    this.#square.delete()
    this.#model.dispose()
  }
}

/** The frame's proportions at a longer side of 512 pixels. */
function enlargedSize(frame: Size): Size {
  const scale = centernetSide / Math.max(frame.width, frame.height)
  return boundedSize({ width: frame.width * scale, height: frame.height * scale }, centernetSide)
}

/** @param rows 100×6 of `centernetNodes.detections` */
function detectionsOf(rows: Float32Array, frame: Size, size: Size): readonly Detection[] {
  const found: Detection[] = []
  for (let at = 0; at < rows.length; at += 6) {
    const [left, top, right, bottom, score, classIndex] = rows.subarray(at, at + 6) as unknown as Row
    const x = (value: number) => clampedInteger((value * frame.width) / size.width, frame.width)
    const y = (value: number) => clampedInteger((value * frame.height) / size.height, frame.height)
    const box = [x(left), y(top), x(right), y(bottom)] as const
    const name = cocoNames[classIndex]
    if (score < leastScore || name === undefined || box[2] <= box[0] || box[3] <= box[1]) continue
    found.push({ name, box, score })
  }
  found.sort((a, b) => b.score - a.score)
  return withoutDuplicates(found, duplicateOverlap)
}
type Row = readonly [number, number, number, number, number, number]

const clampedInteger = (value: number, limit: number) => Math.trunc(Math.min(limit, Math.max(0, value)))

/** As upstream, every caption of a frame carries the name of the frame's first object. */
function captionsOf(frame: RgbFrame, detections: readonly Detection[]): readonly RegionCaption[] {
  const first = detections[0]
  if (!first) return []
  return detections.map(({ name, box }) => ({
    caption: `${regionColor(frame, box)} ${name}`,
    objectName: first.name,
  }))
}
