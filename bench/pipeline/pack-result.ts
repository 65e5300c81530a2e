import type { Suite } from '../../suites/contract.ts'
import { BenchError } from '../errors.ts'
import { type DimensionId, type TotalName, upstreamKey } from '../records/dimension.ts'
import type { DimensionResult, ItemResult, ModelResult } from '../records/run-result.ts'
import type { Score } from '../records/score.ts'
import type { RunAt } from './comparable.ts'
import type { PackDimension, PackProtocol, PackVideo } from './read-pack.ts'

/**
 * Results of VBench's own program as one side of a comparison: one model, its dimensions, its totals by the suite's
 * own way, and an item for each video name. What such files don't state (prompt list, protocol, weights) is not made
 * up: the record is marked `fromPack`, and a comparison pairs it by file name. Values keep our units: shares 0 to 1.
 * Throws PACK_INVALID for a video that a dimension names twice.
 */
export function packRun(
  path: string,
  model: string,
  dimensions: readonly PackDimension[],
  protocol: PackProtocol,
  suite: Suite,
): { readonly run: RunAt; readonly notices: readonly string[] } {
  const notices: string[] = []
  const items = new Map<string, ItemResult>()
  for (const { id, videos } of dimensions) for (const video of videos) addScore(path, model, items, id, video)
  const values = Object.fromEntries(
    dimensions.flatMap(({ id, value }) => (value === null ? [] : [[id, value]])),
  )
  const totals = suite.totals(values)
  const results = suite.dimensions.map(({ id, title, group }): DimensionResult => {
    const found = dimensions.find((dimension) => dimension.id === id)
    if (found) notices.push(...meanNotice(found))
    const normalised = totals.normalised[id] ?? null
    return { id, title, group, normalised, ...packValue(found), ...unstated }
  })
  const { normalised: _, ...groups } = totals
  const sums = Object.entries(groups).map(([name, { value, missing }]) => [
    name,
    { value, interval: null, missing: [...missing] },
  ])
  const clips = { covered: items.size, expected: items.size }
  const names = { model, generator: 'recorded', notice: null, dimensions: results, clips }
  const modelResult = { ...names, ...(Object.fromEntries(sums) as Pick<ModelResult, TotalName>) }
  const run: RunAt = {
    path,
    fromPack: true,
    result: {
      runId: model,
      suite: { id: suite.id, title: suite.title },
      // Only VBench's own program writes such files with its own networks; no other profile can be compared with it.
      profile: { id: 'official', title: 'VBench, as stated by the file’s format', notice: null },
      protocol,
      promptList: { name: 'not stated', count: 0, sha256: 'not stated' },
      models: [modelResult],
      items: [...items.values()],
    },
  }
  return { run, notices }
}

const unstated = { interval: null, evaluator: { version: 0, backbone: null, weightsSha256: null } }

function packValue(found: PackDimension | undefined) {
  const covered = found?.videos.filter(({ score }) => score.status === 'scored').length ?? 0
  const missing = { code: 'PACK_LACKS', message: 'The file has no number for it.' }
  return {
    value: found?.value ?? null,
    coverage: { covered, expected: found?.videos.length ?? 0 },
    excluded: 0,
    reason: typeof found?.value === 'number' ? null : missing,
  }
}

function addScore(
  path: string,
  model: string,
  items: Map<string, ItemResult>,
  id: DimensionId,
  { fileName, score }: PackVideo,
): void {
  const item = items.get(fileName) ?? { ...itemOf(model, fileName), scores: {} }
  if (item.scores[id] !== undefined) {
    throw new BenchError('PACK_INVALID', { path, found: `${upstreamKey(id)} names ${fileName} twice` })
  }
  const scores: Partial<Record<DimensionId, Score>> = { ...item.scores, [id]: score }
  items.set(fileName, { ...item, scores })
}

function itemOf(model: string, fileName: string): Omit<ItemResult, 'scores'> {
  const [, prompt = fileName, index = '0'] = /^(.*)-(\d{1,6})\.[^.]+$/su.exec(fileName) ?? []
  const name = { fileName, promptId: prompt, prompt, sampleIndex: Number(index) }
  return { id: `${model}/${fileName}`, model, ...name, seed: 0, clip: null }
}

// Float32 means of 1,000 videos agree to about this.
const sameMean = 1e-5

/** Upstream's mean is over frames in one process, and partly over videos in several: where the two differ, it is said. */
function meanNotice({ id, value, videos }: PackDimension): string[] {
  const scored = videos.flatMap(({ score }) => (score.status === 'scored' ? [score] : []))
  if (value === null || scored.length === 0) return []
  const weights = scored.reduce((sum, { weight }) => sum + weight, 0)
  const mean = scored.reduce((sum, score) => sum + score.value * score.weight, 0) / weights
  if (Math.abs(mean - value) <= sameMean) return []
  return [
    `${upstreamKey(id)} is ${value.toFixed(5)} in the file, and its videos give ${mean.toFixed(5)}: ` +
      'upstream weighs long videos more, and other means come from several GPUs. The comparison uses the videos.',
  ]
}
