import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, FeatureStream } from '../contract.ts'
import { cellChannels, cellsPerSide, describeCells } from './cell-descriptor.ts'
import { boundedSize, FrameReducer } from './frame-reducer.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'
import { poolGrid } from './pooling.ts'

type Role = 'subject-embedder' | 'background-embedder'

/** Longer side at which frames are described: the toybox world's own size. */
const longestPixels = 128

/** Embeds every frame by its colours and edges; no weights. */
export const cellEmbedder: Backbone<Role> = {
  id: 'cell-embedder',
  roles: ['subject-embedder', 'background-embedder'],
  title: 'colour and edge histograms',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [],
  options: { longestPixels },
  open: async () => new CellSession(await loadOpenCv()),
}

class CellSession implements BackboneSession<Role> {
  readonly #cv: OpenCv
  readonly #reducer: FrameReducer
  readonly #rgb: Mat

  constructor(cv: OpenCv) {
    this.#cv = cv
    this.#reducer = new FrameReducer(cv)
    this.#rgb = new cv.Mat()
  }

  begin(): FeatureStream<Role> {
    const subject: Float32Array[] = []
    const background: Float32Array[] = []
    return {
      push: (frame) => {
        const pooled = poolGrid(this.#describe(frame), cellChannels)
        subject.push(pooled.subject)
        background.push(pooled.background)
      },
      finish: () => ({
        'subject-embedder': { embeddings: subject },
        'background-embedder': { embeddings: background },
      }),
    }
  }

  #describe(frame: RgbFrame): Float32Array {
    const bounded = boundedSize(frame, longestPixels)
    const size = {
      width: Math.max(cellsPerSide, bounded.width),
      height: Math.max(cellsPerSide, bounded.height),
    }
    guarded(this.#cv, () => this.#reducer.reduce(frame, size, this.#rgb))
    return describeCells({ ...size, data: this.#rgb.data })
  }

  close(): void {
    this.#reducer.close()
    this.#rgb.delete()
  }
}
