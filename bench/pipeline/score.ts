import { problem } from '../errors.ts'
import type { RunEvent } from '../records/event.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import { readClips } from '../store/clips.ts'
import { type FeatureKey, featureKey, readFeature, readFeatureKeys } from '../store/features.ts'
import { putScores, readScoreIdentities, type ScoreRow, scoreKey } from '../store/scores.ts'
import { evaluate, type Feature } from './evaluate.ts'
import type { Prepared, PreparedBackbone } from './prepare.ts'
import type { Run } from './run-folder.ts'
import { framesKey, pictureKey, textKey, type WantedScore, wantedScores } from './score-plan.ts'
import { extractInChildren, type FileFeatures, type FileScores } from './score-tasks.ts'
import type { ClipPart } from './segments.ts'

/**
 * Scores every clip on each of its dimensions, where the store has no score of the same identity. Clips with the same
 * bytes are decoded once, in a child process; their features are kept, so another evaluator on the same backbone
 * needs no decoding. When all features are there, no child is started. After an abort the clips in work are finished.
 */
export async function score(run: Run, prepared: Prepared, plan: readonly PlannedClip[]): Promise<void> {
  const started = performance.now()
  const wanted = wantedScores(prepared, plan, await readClips(run.store))
  const known = await readScoreIdentities(run.store)
  const pending = wanted.filter(
    ({ clip, dimension, identity }) => known.get(scoreKey(clip.id, dimension)) !== identity,
  )
  const total = new Set(wanted.map(({ clip }) => clip.id)).size
  const open = new Set(pending.map(({ clip }) => clip.id)).size
  await run.emit({ type: 'stage-started', stage: 'score', total, cached: total - open })
  if (pending.length > 0) await scorePending(run, prepared, pending)
  const seconds = (performance.now() - started) / 1000
  await run.emit({ type: 'stage-finished', stage: 'score', seconds })
}

async function scorePending(run: Run, prepared: Prepared, pending: readonly WantedScore[]): Promise<void> {
  const stored = await readFeatureKeys(run.store)
  const files = groupByFile(pending).map((scores) => missingOf(scores, stored))
  const isReady = ({ frames, texts, pictures }: FileScores) =>
    frames.length + texts.length + pictures.length === 0
  const ready = files.filter(isReady)
  const { signal } = prepared.request
  for (let start = 0; start < ready.length && !signal.aborted; start += filesPerCommit) {
    await finish(run, ready.slice(start, start + filesPerCommit), nothingNew)
  }
  const missing = files.filter((file) => !isReady(file))
  await extractInChildren(run, prepared, missing, {
    keep: (rows) => run.store.commit(rows),
    deliver: (file, found) => finish(run, [file], found),
  })
}

// A commit waits for the disk once; a crash loses at most so many quickly repeated evaluations.
const filesPerCommit = 100
const nothingNew: FileFeatures = { rows: [], features: new Map(), seconds: 0 }

function groupByFile(pending: readonly WantedScore[]): WantedScore[][] {
  const groups = new Map<string, WantedScore[]>()
  for (const wanted of pending) {
    const group = groups.get(wanted.made.sha256)
    if (group === undefined) groups.set(wanted.made.sha256, [wanted])
    else group.push(wanted)
  }
  return [...groups.values()]
}

/** What a child must look at for these scores of one file; clips that are too short for a backbone are not shown to it. */
function missingOf(scores: readonly WantedScore[], stored: ReadonlySet<string>): FileScores {
  const frames = new Map<string, FileScores['frames'][number]>()
  const texts = new Map<string, FileScores['texts'][number]>()
  const pictures = new Map<string, FileScores['pictures'][number]>()
  const ask = (role: string, part: ClipPart, backbone: PreparedBackbone) => {
    const key = framesKey(part, backbone)
    if (!stored.has(featureKey(key))) frames.set(featureKey(key), { role, part, key })
  }
  for (const wanted of scores) {
    const { evaluator, backbone, query, picture, parts, join } = wanted
    const { role } = evaluator.meta
    if (obstacleOf(wanted) !== null) continue
    for (const part of parts) ask(role, part, backbone)
    if (join?.firstFrames) ask(join.fusion.role!, join.firstFrames.part, join.firstFrames.backbone)
    if (picture !== null) {
      const key = pictureKey(picture, backbone)
      if (!stored.has(featureKey(key))) pictures.set(featureKey(key), { role, picture: picture.path, key })
    }
    if (query === null) continue
    const ofText = textKey(query, backbone)
    if (!stored.has(featureKey(ofText))) texts.set(featureKey(ofText), { role, text: query, key: ofText })
  }
  return {
    scores,
    frames: [...frames.values()],
    texts: [...texts.values()],
    pictures: [...pictures.values()],
  }
}

/** What keeps a clip from a backbone before a frame is decoded: its protocol, or too few frames. */
function obstacleOf({ obstacle, parts, backbone }: WantedScore): Problem | null {
  const { minFrames } = backbone.backbone
  const found = Math.min(...parts.map(({ video }) => video.frameCount))
  if (obstacle !== null || found >= minFrames) return obstacle
  return problem('CLIP_TOO_SHORT', { found, expected: minFrames })
}

/** Evaluates and commits the scores of files, with the rows of the features that were computed for them. */
async function finish(run: Run, files: readonly FileScores[], found: FileFeatures): Promise<void> {
  const rows: ScoreRow[] = []
  for (const { scores } of files) {
    const features = new Map(found.features)
    for (const wanted of scores) rows.push(await scoreOne(run, wanted, features))
  }
  await run.commit([...found.rows, ...putScores(rows)], itemEvents(rows, found.seconds))
}

async function scoreOne(run: Run, wanted: WantedScore, features: Map<string, Feature>): Promise<ScoreRow> {
  const { clip, dimension, identity, backbone, query, picture } = wanted
  const obstacle = obstacleOf(wanted)
  if (obstacle !== null) {
    return { itemId: clip.id, dimension, identity, score: { status: 'unscored', problem: obstacle } }
  }
  const featureOf = async (key: FeatureKey): Promise<Feature> => {
    const id = featureKey(key)
    const feature = features.get(id) ?? { value: await readFeature(run.store, key) }
    features.set(id, feature)
    return feature
  }
  const parts: Feature[] = []
  for (const part of wanted.parts) parts.push(await featureOf(framesKey(part, backbone)))
  const firsts = wanted.join?.firstFrames ?? null
  return evaluate(wanted, {
    parts,
    firstFrames: firsts === null ? null : await featureOf(framesKey(firsts.part, firsts.backbone)),
    text: query === null ? null : await featureOf(textKey(query, backbone)),
    picture: picture === null ? null : await featureOf(pictureKey(picture, backbone)),
  })
}

/** One event a clip, with the first thing that kept it from a score. */
function itemEvents(rows: readonly ScoreRow[], seconds: number): RunEvent[] {
  const items = new Map<string, ScoreRow[]>()
  for (const row of rows) items.set(row.itemId, [...(items.get(row.itemId) ?? []), row])
  return [...items].map(([itemId, scores]) => {
    const unscored = scores.find(({ score }) => score.status === 'unscored')?.score
    const found = unscored?.status === 'unscored' ? unscored.problem : null
    return { type: 'item-finished', stage: 'score', itemId, seconds: seconds / items.size, problem: found }
  })
}
