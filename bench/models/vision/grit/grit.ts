import type { Graph } from '../../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Network, Program, Run } from '../../../onnx/graph/program.ts'
import type { FloatTensor } from '../../../tensor/tensor.ts'
import { type Boxes, clipCorners, type ImageSize, pickBoxes, withoutOverlaps } from './boxes.ts'
import { Cascade } from './cascade.ts'
import { type Description, describeRegions } from './describe.ts'
import { FeaturePyramid, strides } from './feature-pyramid.ts'
import { gritPixels, type Picture } from './pixels.ts'
import { ProposalHead } from './proposal-head.ts'
import { selectProposals } from './proposals.ts'
import type { PooledMaps } from './region-pooling.ts'
import type { Grid } from './relative-attention.ts'
import type { GritSpec } from './spec.ts'
import { TextDecoder } from './text-decoder.ts'
import { patchSize, VitDet } from './vit-det.ts'

/** Begin tokens of the two kinds of description that the network is trained for (grit_roi_heads.py, task_begin_tokens). */
export const beginTokens = { objectName: 101, denseCaption: 104 } as const

/** What is computed of a picture once, however its objects are then described. */
export interface Detected {
  /** Maps of the pyramid; p6 and p7 serve the proposals alone. */
  readonly maps: PooledMaps & Readonly<Record<'p6' | 'p7', FloatTensor>>
  readonly proposals: Boxes
  /** Proposals as the cascade has moved and scored them, in the same order. */
  readonly judged: Boxes
  /** Objects by falling score, within the picture. */
  readonly objects: Boxes
}

// VBench, grit_src/image_dense_captions.py, confidence_threshold; GRiT, configs/Base.yaml, NMS_THRESH_TEST; detectron2's
// TEST.DETECTIONS_PER_IMAGE there
const [leastScore, overlapThreshold, mostObjects] = [0.5, 0.5, 256]

/** What released checkpoints hold beside what VBench needs: masks, and other names of the same weights. */
const unusedPrefixes = ['roi_heads.mask_head.', 'roi_heads.text_decoder_det.']
const unusedNames = new Set(['roi_heads.text_decoder.textual.output.weight', 'pixel_mean', 'pixel_std'])

/**
 * GRiT finds objects and describes each in words, as VBench uses it: one image at a time, greedy descriptions, no masks.
 *
 * Proposals, their suppression and the boxes' changes are computed here between ONNX programs, since how many there are
 * depends on the picture; pooling of regions is ONNX's RoiAlign.
 *
 * Source: Wu et al. 2022, "GRiT: A Generative Region-to-text Transformer for Object Understanding".
 */
export class Grit implements Network {
  readonly parameters: readonly Parameter[]
  readonly #backbone: VitDet
  readonly #pyramid: FeaturePyramid
  readonly #proposals: ProposalHead
  readonly #cascade: Cascade
  readonly #decoder: TextDecoder

  constructor(spec: GritSpec) {
    const root = new Scope()
    const { vitEmbedDim: width, fpnChannels: channels } = spec
    this.#backbone = new VitDet(root.at('backbone', 'bottom_up'), spec)
    this.#pyramid = new FeaturePyramid(root.at('backbone'), width, channels)
    this.#proposals = new ProposalHead(root.at('proposal_generator', 'centernet_head'), channels)
    this.#cascade = new Cascade(root.at('roi_heads'), spec)
    this.#decoder = new TextDecoder(root.at('roi_heads', 'text_decoder', 'textual'), spec)
    this.parameters = root.parameters
  }

  isUnused(name: string): boolean {
    return unusedNames.has(name) || unusedPrefixes.some((prefix) => name.startsWith(prefix))
  }

  /** Finds the objects of a picture. */
  async detect(run: Run, picture: Picture): Promise<Detected> {
    const pixels = gritPixels(picture)
    const { heat, distances, ...levels } = await run(this.#mapsProgram(pixels), { pixels })
    const maps = levels as Detected['maps']
    const grids = [maps.p3, maps.p4, maps.p5, maps.p6, maps.p7].map(gridOf)
    const proposals = selectProposals((heat as FloatTensor).data, (distances as FloatTensor).data, grids)
    const judged = await this.#cascade.judge(run, maps, proposals, picture)
    return { maps, proposals, judged, objects: objectsAmong(judged, picture) }
  }

  /** Describes the objects of a picture, once for each begin token. */
  describe(
    run: Run,
    { maps, objects }: Detected,
    begin: readonly number[],
  ): Promise<readonly (readonly Description[])[]> {
    return describeRegions(run, this.#decoder, maps, objects.corners, begin)
  }

  #mapsProgram({ shape }: FloatTensor): Program {
    const [, , height, width] = shape as readonly [number, number, number, number]
    const grid = { rows: height / patchSize, columns: width / patchSize }
    return {
      name: `grit maps ${height}x${width}`,
      build: (g: Graph) => {
        const patches = this.#backbone.forward(g, g.input('pixels', 'float32', shape), grid)
        const levels = this.#pyramid.forward(g, patches, grid)
        for (const [i, map] of levels.entries()) g.output(`p${Math.log2(strides[i]!)}`, map)
        const { heat, distances } = this.#proposals.forward(g, levels)
        g.output('heat', heat)
        g.output('distances', distances)
      },
    }
  }
}

/** Sure boxes by falling score, without those that overlap. Source: GRiT, grit_roi_heads.py, fast_rcnn_inference_GRiT. */
export function objectsAmong(judged: Boxes, image: ImageSize): Boxes {
  const inside = { corners: clipCorners(judged.corners, image), scores: judged.scores }
  const isNumber = (i: number) => judged.corners.subarray(4 * i, 4 * i + 4).every(Number.isFinite)
  const sure = pickBoxes(
    inside,
    [...judged.scores.keys()].filter((i) => judged.scores[i]! > leastScore && isNumber(i)),
  )
  const kept = withoutOverlaps(sure, overlapThreshold).slice(0, mostObjects)
  return pickBoxes(
    sure,
    kept.filter((i) => hasArea(sure.corners, i)),
  )
}

function hasArea(corners: Float32Array, i: number): boolean {
  const [x0, y0, x1, y1] = corners.subarray(4 * i, 4 * i + 4)
  return x1! > x0! && y1! > y0!
}

function gridOf({ shape }: FloatTensor): Grid {
  const [, , rows, columns] = shape as readonly [number, number, number, number]
  return { rows, columns }
}
