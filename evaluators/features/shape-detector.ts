import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, Detection, FeatureStream, RegionCaption } from '../contract.ts'
import { boundedSize, FrameReducer, type Size } from './frame-reducer.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'
import { type FoundShape, findShapes } from './shapes/find-shapes.ts'

/** Longer side at which shapes are looked for. Ours: twice the toybox world's own size. */
const longestPixels = 256

/**
 * Finds the toybox world's shapes and colours in pixels. It knows their words and what these mean in geometry, and
 * nothing of the renderer.
 */
export const shapeDetector: Backbone<'object-detector' | 'region-captioner'> = {
  id: 'shape-detector',
  roles: ['object-detector', 'region-captioner'],
  title: 'shapes and colours from pixels',
  version: 1,
  // source: vbench/object_class.py and color.py, load_video(num_frames=16)
  frames: { kind: 'middle', count: 16 },
  minFrames: 1,
  weights: [],
  options: { longestPixels },
  open: async () => new ShapeSession(await loadOpenCv()),
}

class ShapeSession implements BackboneSession<'object-detector' | 'region-captioner'> {
  readonly #cv: OpenCv
  readonly #reducer: FrameReducer
  readonly #rgb: Mat

  constructor(cv: OpenCv) {
    this.#cv = cv
    this.#reducer = new FrameReducer(cv)
    this.#rgb = new cv.Mat()
  }

  begin(): FeatureStream<'object-detector' | 'region-captioner'> {
    const frames: (readonly FoundShape[])[] = []
    return {
      push: (frame) => {
        frames.push(guarded(this.#cv, () => this.#find(frame)))
      },
      finish: () => ({
        'object-detector': { frames: frames.map(detections) },
        'region-captioner': { frames: frames.map(captions) },
      }),
    }
  }

  #find(frame: RgbFrame): readonly FoundShape[] {
    const size = boundedSize(frame, longestPixels)
    this.#reducer.reduce(frame, size, this.#rgb)
    const shapes = findShapes({ ...size, data: this.#rgb.data })
    return shapes.map((shape) => ({ ...shape, box: scaled(shape.box, size, frame) }))
  }

  close(): void {
    this.#reducer.close()
    this.#rgb.delete()
  }
}

function scaled(box: FoundShape['box'], from: Size, to: Size): FoundShape['box'] {
  const x = to.width / from.width
  const y = to.height / from.height
  return [Math.trunc(box[0] * x), Math.trunc(box[1] * y), Math.trunc(box[2] * x), Math.trunc(box[3] * y)]
}

const detections = (shapes: readonly FoundShape[]): readonly Detection[] =>
  shapes.map(({ name, box, score }) => ({ name, box, score }))

/** As upstream, every caption of a frame carries the name of the frame's first object. */
const captions = (shapes: readonly FoundShape[]): readonly RegionCaption[] =>
  shapes.map(({ name, color }) => ({
    caption: `${color} ${name}`,
    objectName: shapes[0]?.name ?? name,
  }))
