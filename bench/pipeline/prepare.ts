import type { Backbone, Evaluator, RoleId, SegmentFusion } from '../../evaluators/contract.ts'
import { problem } from '../errors.ts'
import type { DimensionId } from '../records/dimension.ts'
import { identityOf, type Json } from '../records/identity.ts'
import type { WeightFile } from '../records/manifest.ts'
import type { Prompt } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { RunResult } from '../records/run-result.ts'
import type { RunRequest } from './contract.ts'
import type { Pictures } from './pictures.ts'
import { segmentSeconds } from './protocol.ts'
import { configHash, type DecidingSettings, decidingSettings } from './settings.ts'

/** How one dimension is measured in this run, or why it is not. */
export interface Measure {
  readonly dimension: DimensionId
  readonly evaluator: Evaluator | null
  /** Null when the profile has none for the role. */
  readonly backbone: PreparedBackbone | null
  /** Why the dimension can't be scored here; null when it can. */
  readonly obstacle: Problem | null
  /** Whether the obstacle could be removed on this machine (weights that are not here). */
  readonly removable: boolean
  /** What a long clip needs besides; null without an evaluator. */
  readonly long: LongMeasure | null
}

/** How the segments of a long clip are joined on one dimension. */
export interface LongMeasure {
  readonly fusion: SegmentFusion
  /** What looks at segments' first frames, where the fusion asks for it. */
  readonly backbone: PreparedBackbone | null
  readonly obstacle: Problem | null
  readonly removable: boolean
}

export interface PreparedBackbone {
  readonly backbone: Backbone
  /** Of the backbone with its options and weights: equal identity, equal feature of equal frames. */
  readonly identity: string
  readonly weights: readonly WeightFile[]
  /** Sizes of networks of the user's own, by name of the file that they stand in for; null for the released ones. */
  readonly architectures: Readonly<Record<string, Json>>
}

/** A request with all that is derived from it once: identities, weights and measures. */
export interface Prepared {
  readonly request: RunRequest
  readonly settings: DecidingSettings
  readonly configSha256: string
  /** What makes each model's clips, by model. */
  readonly generatorIdentities: ReadonlyMap<string, Json>
  readonly measures: ReadonlyMap<DimensionId, Measure>
  /** Of the segments that a prompt's long clips are cut into. */
  readonly segmentSeconds: (prompt: Prompt) => number
  /** Those that the plan's prompts name; none until there is a plan. */
  readonly pictures: Pictures
}

/** Looks up weights and asks each generator for its identity. */
export async function prepare(request: RunRequest): Promise<Prepared> {
  const identities = await Promise.all(
    request.generators.map(async (generator) => [generator.model, await generator.identity()] as const),
  )
  const generatorIdentities = new Map(identities)
  const settings = decidingSettings(request, generatorIdentities)
  const measures = new Map<DimensionId, Measure>()
  for (const dimension of request.dimensions) measures.set(dimension, await measure(request, dimension))
  return {
    request,
    settings,
    configSha256: configHash(settings),
    generatorIdentities,
    measures,
    segmentSeconds: segmentSeconds(request),
    pictures: new Map(),
  }
}

async function measure(request: RunRequest, dimension: DimensionId): Promise<Measure> {
  const evaluator = request.evaluators.find(({ meta }) => meta.id === dimension) ?? null
  if (evaluator === null) {
    const obstacle = problem('EVALUATOR_ABSENT', { dimension })
    return { dimension, evaluator, backbone: null, obstacle, removable: false, long: null }
  }
  const fusion = request.fusionOf(evaluator)
  const long = fusion.role === undefined ? noBackbone : await prepareRole(request, dimension, fusion.role)
  const own = await prepareRole(request, dimension, evaluator.meta.role)
  return { dimension, evaluator, ...own, long: { fusion, ...long } }
}

const noBackbone = { backbone: null, obstacle: null, removable: false }

async function prepareRole(
  request: RunRequest,
  dimension: DimensionId,
  role: RoleId,
): Promise<Pick<Measure, 'backbone' | 'obstacle' | 'removable'>> {
  const backbone = request.profile.backbones[role] as Backbone | undefined
  if (backbone === undefined) {
    const obstacle =
      request.profile.absent?.[role] ?? problem('ROLE_EMPTY', { profile: request.profile.id, role })
    return { backbone: null, obstacle, removable: false }
  }
  const weights: WeightFile[] = []
  const architectures: Record<string, Json> = {}
  for (const name of backbone.weights) {
    const file = await request.weights.find(name)
    if (file === null) {
      const obstacle = problem('WEIGHTS_MISSING', {
        dimensions: dimension,
        backbone: backbone.id,
        name,
        profile: request.profile.id,
      })
      return { backbone: null, obstacle, removable: true }
    }
    weights.push({ path: file.path, bytes: file.bytes, sha256: file.sha256 })
    if (file.network) architectures[name] = file.network.architecture
  }
  const identity = backboneIdentity(backbone, weights, architectures)
  return { backbone: { backbone, identity, weights, architectures }, obstacle: null, removable: false }
}

/** All that look at clips for a dimension, whichever protocol the clips belong to. */
export function backbonesOfMeasure({ backbone, long }: Measure): readonly PreparedBackbone[] {
  return [backbone, long?.backbone].filter((one) => one != null)
}

/** What a result says of them: those that look at clips of the protocol, by name, and their files. */
export function usedBackbones(
  { backbone, long }: Measure,
  protocol?: RunResult['protocol'],
): { readonly name: string | null; readonly weights: readonly WeightFile[] } {
  const used = [backbone, protocol === 'vbench-long' ? long?.backbone : null].filter((one) => one != null)
  return {
    name: backbone === null ? null : used.map((one) => one.backbone.id).join(' + '),
    weights: backbone === null ? [] : used.flatMap(({ weights }) => weights),
  }
}

function backboneIdentity(
  backbone: Backbone,
  weights: readonly WeightFile[],
  architectures: PreparedBackbone['architectures'],
): string {
  return identityOf({
    id: backbone.id,
    version: backbone.version,
    frames: { ...backbone.frames },
    options: backbone.options ?? {},
    weights: weights.map((file) => file.sha256),
    ...(Object.keys(architectures).length > 0 && { architectures }),
  })
}
