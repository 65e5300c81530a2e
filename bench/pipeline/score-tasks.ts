import type { z } from 'zod'
import type { Statement } from '../store/database.ts'
import { decodeFeature } from '../store/feature-codec.ts'
import { type FeatureKey, featureKey, putFeature } from '../store/features.ts'
import { runInPool, type Settled } from '../workers/pool.ts'
import { clipFile } from './clip-file.ts'
import type { Feature } from './evaluate.ts'
import { backbonesOfMeasure, type Prepared } from './prepare.ts'
import type { Run } from './run-folder.ts'
import { type Asked, type ScoreSettings, type ScoreTask, scoreResultSchema } from './score-messages.ts'
import type { WantedScore } from './score-plan.ts'
import type { ClipPart } from './segments.ts'

/** All pending scores of clips with the same bytes, and what must be computed for them first. */
export interface FileScores {
  readonly scores: readonly WantedScore[]
  /** One for each backbone and part of the file that it has not seen, by a role that it plays. */
  readonly frames: readonly { readonly role: string; readonly part: ClipPart; readonly key: FeatureKey }[]
  readonly texts: readonly { readonly role: string; readonly text: string; readonly key: FeatureKey }[]
  /** Pictures by their paths. */
  readonly pictures: readonly { readonly role: string; readonly picture: string; readonly key: FeatureKey }[]
}

/** What a child found for a file: rows to store, and the features by `featureKey`. */
export interface FileFeatures {
  readonly rows: readonly Statement[]
  readonly features: ReadonlyMap<string, Feature>
  readonly seconds: number
}

/** What becomes of what the children find; never called twice at once. */
export interface Harvest {
  /** Features of a file that is not finished yet. */
  keep(rows: readonly Statement[]): Promise<void>
  /** A file's last features, and the reasons for all that it has none of; the others were kept. */
  deliver(file: FileScores, found: FileFeatures): Promise<void>
}

/** Computes what files lack in child processes and hands each over, one at a time. */
export async function extractInChildren(
  run: Run,
  prepared: Prepared,
  files: readonly FileScores[],
  { keep, deliver }: Harvest,
): Promise<void> {
  const { scoreWorker, workers, scoreTimeoutSeconds: secondsPerTask, signal } = prepared.request
  const tasks = files.flatMap((file) => {
    const portions = portionsOf(file)
    const progress = { left: portions.length, seconds: 0, problems: new Map<string, Feature>() }
    return portions.map((portion) => ({ file, portion, progress, message: taskOf(run, portion) }))
  })
  const options = { module: scoreWorker, settings: settingsOf(prepared), workers, secondsPerTask, signal }
  await runInPool(tasks, options, async (settled) => {
    const { file, portion, progress } = settled.task
    const { rows, features } = featuresOf(portion, settled)
    progress.left--
    progress.seconds += settled.seconds
    if (progress.left === 0) {
      const all = new Map([...progress.problems, ...features])
      return deliver(file, { rows, features: all, seconds: progress.seconds })
    }
    for (const [key, feature] of features) if ('problem' in feature) progress.problems.set(key, feature)
    await keep(rows)
  })
}

// So many segments are decoded together; then their features are safe, whatever becomes of the rest of a long clip.
const partsPerTask = 8

/** A file's work in tasks that each look at a few of its parts; the last one has the texts and pictures too. */
function portionsOf(file: FileScores): FileScores[] {
  const names = [...new Set(file.frames.map(({ part }) => part.sha256))]
  const count = Math.max(1, Math.ceil(names.length / partsPerTask))
  return Array.from({ length: count }, (_, i) => {
    const own = new Set(names.slice(i * partsPerTask, (i + 1) * partsPerTask))
    const frames = file.frames.filter(({ part }) => own.has(part.sha256))
    return i === count - 1 ? { ...file, frames } : { scores: file.scores, frames, texts: [], pictures: [] }
  })
}

function settingsOf({ request, measures }: Prepared): ScoreSettings {
  const weights = new Map<string, string>()
  const architectures: Record<string, z.core.util.JSONType> = {}
  for (const backbone of [...measures.values()].flatMap(backbonesOfMeasure)) {
    for (const [index, file] of backbone.weights.entries()) {
      weights.set(backbone.backbone.weights[index]!, file.path)
    }
    Object.assign(architectures, backbone.architectures)
  }
  return {
    profile: request.profile.id,
    weights: Object.fromEntries(weights),
    architectures,
    threads: request.threads,
  }
}

function taskOf(run: Run, { scores, frames, texts, pictures }: FileScores): ScoreTask {
  const { made } = scores[0]!
  return {
    path: clipFile(run.path, made),
    parts: partsOf(frames),
    texts: texts.map(({ role, text }) => ({ role, text })),
    pictures: pictures.map(({ role, picture }) => ({ role, picture })),
  }
}

/** Each part with the roles that want it, in the order of the file. */
function partsOf(wanted: FileScores['frames']): ScoreTask['parts'] {
  const parts = new Map<string, ScoreTask['parts'][number]>()
  for (const { role, part } of wanted) {
    const frames = part.frames?.map(([first, count]): [number, number] => [first, count]) ?? null
    const known = parts.get(part.sha256) ?? { ...part, frames, roles: [] }
    known.roles.push(role)
    parts.set(part.sha256, known)
  }
  return [...parts.values()]
}

const ofNothing: Omit<Asked, 'role'> = { part: null, text: null, picture: null }

function featuresOf(file: FileScores, settled: Settled<unknown>): Omit<FileFeatures, 'seconds'> {
  const asked = [
    ...file.frames.map(({ role, part, key }) => ({ ...ofNothing, role, part: part.sha256, key })),
    ...file.texts.map((text) => ({ ...ofNothing, ...text })),
    ...file.pictures.map((picture) => ({ ...ofNothing, ...picture })),
  ]
  const outcomes = 'problem' in settled ? null : scoreResultSchema.parse(settled.result).outcomes
  const rows: Statement[] = []
  const features = new Map<string, Feature>()
  for (const { role, part, text, picture, key } of asked) {
    const isOurs = (one: Asked) =>
      one.role === role && one.part === part && one.text === text && one.picture === picture
    const outcome = 'problem' in settled ? settled : outcomes?.find(isOurs)
    if (outcome === undefined) throw new Error(`A scoring child left out ${role}`)
    if ('problem' in outcome) features.set(featureKey(key), { problem: outcome.problem })
    else {
      features.set(featureKey(key), { value: decodeFeature(outcome.encoded) })
      rows.push(putFeature(key, outcome.encoded))
    }
  }
  return { rows, features }
}
