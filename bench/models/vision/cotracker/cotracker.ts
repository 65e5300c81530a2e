// S frames of a window, N tracks, C channels of a feature, D channels of a token, h×w places of the first level
import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Run } from '../../../onnx/graph/program.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'
import { correlate, correlationsPerLevel, sampleAt } from './correlation.ts'
import { CotrackerEncoder, featureLevels, featurePyramid, featureStride } from './encoder.ts'
import type { CotrackerSpec } from './spec.ts'
import { UpdateFormer } from './update-former.ts'

/** A window of a video as the tracks move in it; places are in pixels of the first level. */
export interface WindowState {
  /** [S, N, 2]: column, row. */
  readonly places: FloatTensor
  /** What each track looks like, [S, N, C]. */
  readonly features: FloatTensor
}

/** What stays the same while a window's tracks are moved. */
export interface WindowContext {
  /** Features of the window's frames, level l is [S, C, h / 2^l, w / 2^l]. */
  readonly levels: readonly FloatTensor[]
  /** Embedding of the places in the first frame, before they are moved, [N, D]. */
  readonly positions: FloatTensor
  /** Whether a track's place is new to the network (1) or of the window before (0), and its visibility: [S, N, 2]. */
  readonly marks: FloatTensor
}

// facebookresearch/co-tracker, embeddings.py, get_2d_embedding as cotracker.py calls it
const waveChannels = 64
const waveStep = 1000 / waveChannels
// blocks.py and cotracker.py: PyTorch's default for GroupNorm
const epsilon = 1e-5

/**
 * CoTracker2: tracks of points through a video, window by window. This is what runs on tensors; `PointTracking` walks
 * through a video.
 *
 * Source: Karaev et al. 2024 (CoTracker); facebookresearch/co-tracker, cotracker.py, CoTracker2.
 */
export class Cotracker implements Network {
  readonly spec: CotrackerSpec
  readonly parameters: readonly Parameter[]
  readonly #encoder: CotrackerEncoder
  readonly #former: UpdateFormer
  readonly #times: Parameter
  readonly #positions: Parameter
  readonly #norm: LayerNorm
  readonly #learn: Linear
  readonly #visibility: Linear

  constructor(spec: CotrackerSpec) {
    const { latentDim, windowLength, modelResolution } = spec
    const [rows, columns] = modelResolution
    const inputs = 2 + 2 * waveChannels + featureLevels * correlationsPerLevel + latentDim + 2
    const grid = [Math.floor(rows / featureStride), Math.floor(columns / featureStride)]
    const root = new Scope()
    this.spec = spec
    this.#encoder = new CotrackerEncoder(root.at('fnet'), latentDim)
    this.#former = new UpdateFormer(root.at('updateformer'), { ...spec, inputs, outputs: 2 + latentDim })
    this.#times = root.parameter('time_emb', [1, windowLength, inputs])
    this.#positions = root.parameter('pos_emb', [1, inputs, ...grid])
    this.#norm = new LayerNorm(root.at('norm'), latentDim, epsilon)
    this.#learn = new Linear(root.at('track_feat_updater', 0), latentDim, latentDim)
    this.#visibility = new Linear(root.at('vis_predictor', 0), latentDim, 1)
    this.parameters = root.parameters
  }

  /** Sizes of a frame's features by level, [C, h, w]. */
  get levelShapes(): readonly (readonly [channels: number, rows: number, columns: number])[] {
    const [rows, columns] = this.spec.modelResolution
    return Array.from({ length: featureLevels }, (_, i) => {
      const halved = (size: number) => Math.floor(Math.floor(size / featureStride) / 2 ** i)
      return [this.spec.latentDim, halved(rows), halved(columns)] as const
    })
  }

  /** Colours of a resized frame from 0 to 255, [1, 3, rows, columns] → features by level, [1, C, h / 2^l, w / 2^l]. */
  async encode(run: Run, frame: FloatTensor): Promise<readonly FloatTensor[]> {
    const outputs = await run(
      {
        name: 'cotracker frame',
        build: (g) => {
          const features = this.#encoder.forward(g, g.input('frame', 'float32', frame.shape))
          for (const [i, level] of featurePyramid(g, features).entries()) g.output(`level${i}`, level)
        },
      },
      { frame },
    )
    return this.levelShapes.map((_, i) => outputs[`level${i}`] as FloatTensor)
  }

  /** Features [1, C, h, w] of a frame at places in its pixels, [N, 2] → [N, C]. */
  async featuresAt(run: Run, features: FloatTensor, places: FloatTensor): Promise<FloatTensor> {
    const { sampled } = await run(
      {
        name: `cotracker features of ${places.shape[0]} tracks`,
        build: (g) => {
          const map = g.input('features', 'float32', features.shape)
          g.output('sampled', sampleAt(g, map, g.input('places', 'float32', places.shape)))
        },
      },
      { features, places },
    )
    return sampled as FloatTensor
  }

  /** The embedding of places [N, 2] → [N, D]. */
  async positionsAt(run: Run, places: FloatTensor): Promise<FloatTensor> {
    const { positions } = await run(
      {
        name: `cotracker positions of ${places.shape[0]} tracks`,
        build: (g) => {
          const at = g.input('places', 'float32', places.shape)
          g.output('positions', sampleAt(g, g.use(this.#positions), at))
        },
      },
      { places },
    )
    return positions as FloatTensor
  }

  /** Moves the tracks of a window once: their new state, and how visible they are, as logits [S, N]. */
  async update(
    run: Run,
    { levels, positions, marks }: WindowContext,
    { places, features }: WindowState,
  ): Promise<WindowState & { readonly visibility: FloatTensor }> {
    const window = Object.fromEntries(levels.map((level, i) => [`level${i}`, level]))
    const outputs = await run(
      {
        name: `cotracker update of ${positions.shape[0]} tracks`,
        build: (g) => {
          const input = (name: string, { shape }: FloatTensor) => g.input(name, 'float32', shape)
          const maps = levels.map((level, i) => input(`level${i}`, level))
          const next = this.#step(g, maps, {
            positions: input('positions', positions),
            marks: input('marks', marks),
            places: input('places', places),
            features: input('features', features),
          })
          g.output('movedPlaces', next.places)
          g.output('learnedFeatures', next.features)
          g.output('visibility', next.visibility)
        },
      },
      { ...window, positions, marks, places, features },
    )
    const { movedPlaces, learnedFeatures, visibility } = outputs
    return {
      places: movedPlaces as FloatTensor,
      features: learnedFeatures as FloatTensor,
      visibility: visibility as FloatTensor,
    }
  }

  #step(g: Graph, levels: readonly Value[], { positions, marks, places, features }: StepInputs) {
    const moved = g.sub(places, g.slice(places, 0, 0, 1)) // [S, N, 2]
    const known = [...flowWaves(g, moved), correlate(g, levels, features, places), features, marks]
    const tokens = g.transpose(g.concat(known, 2), [1, 0, 2]) // [N, S, D]
    const placed = g.add(g.add(tokens, g.unsqueeze(positions, 1)), g.use(this.#times))
    const change = this.#former.forward(g, placed) // [S, N, 2 + C]
    const [shift, lesson] = g.split(change, [2, this.spec.latentDim], 2) as [Value, Value]
    const learned = this.#learn.forward(g, this.#norm.forward(g, lesson))
    const next = g.add(g.one('Gelu', [learned], { approximate: 'none' }), features)
    const visibility = g.squeeze(this.#visibility.forward(g, next), 2)
    return { places: g.add(places, shift), features: next, visibility }
  }
}

interface StepInputs {
  readonly positions: Value
  readonly marks: Value
  readonly places: Value
  readonly features: Value
}

/** A flow [S, N, 2] and, for each axis, sines and cosines of its multiples in turn, [S, N, 64]. */
function flowWaves(g: Graph, flow: Value): readonly Value[] {
  const [frames, tracks] = flow.shape as readonly [number, number]
  const multiples = floatTensor(
    [waveChannels / 2],
    Array.from({ length: waveChannels / 2 }, (_, i) => 2 * i * waveStep),
  )
  const waves = g.split(flow, [1, 1], 2).map((axis) => {
    const angles = g.unsqueeze(g.mul(axis, g.constant(multiples)), 3) // [S, N, 32, 1]
    const pairs = g.concat([g.unary('Sin', angles), g.unary('Cos', angles)], 3)
    return g.reshape(pairs, [frames, tracks, waveChannels])
  })
  return [flow, ...waves]
}
