import { BenchError, problemOf } from '../../errors.ts'
import { clipSha256 } from '../../pipeline/clip-file.ts'
import type { VideoInfo } from '../../records/clip.ts'
import type { DimensionId } from '../../records/dimension.ts'
import { questionsOn, type StudySettings } from '../../review/draft-study.ts'
import type { SourceClip, SourcePrompt, StudySource } from '../../review/study-source.ts'
import { seededRandom } from '../../tensor/random.ts'
import { probeVideo } from '../../video/probe.ts'
import type { Candidate, Candidates } from './candidates.ts'

export interface ChosenSource {
  readonly source: StudySource
  /** What the owner should know before anyone votes. */
  readonly notices: readonly string[]
}

export interface ChoiceOptions {
  readonly limit: number | null
  /** Go on without prompts whose clips can't be read. */
  readonly allowPartial: boolean
}

/**
 * One clip of every model for every prompt that all models have: of several samples one that all have, drawn with the
 * seed. Throws STUDY_EMPTY, and PREFLIGHT_FAILED for clips that can't be read unless partial studies are allowed.
 */
export async function chooseSource(
  { models, clips }: Candidates,
  settings: StudySettings,
  { limit, allowPartial }: ChoiceOptions,
): Promise<ChosenSource> {
  const prompts = promptsOf(clips)
  const complete = prompts.flatMap((prompt) => chosenClips(prompt, models, settings) ?? [])
  const notices: string[] = []
  if (complete.length < prompts.length) notices.push(leftOut(prompts, complete))
  const limited = evenly(complete, limit)
  if (limited.length === 0) throw nothingLeft(models, prompts, complete)
  const { read, problems } = await readAll(limited)
  if (problems.length > 0 && (!allowPartial || read.length === 0)) throw unreadable(problems)
  notices.push(...problems.map((problem) => `Left out: ${problem}`), ...differences(models, read))
  return { source: sourceOf(models, read), notices }
}

interface FoundPrompt {
  readonly prompt: SourcePrompt
  readonly clips: readonly Candidate[]
}

/** Prompts by text, in the order of the first model's list. */
function promptsOf(clips: readonly Candidate[]): FoundPrompt[] {
  const byText = new Map<string, Candidate[]>()
  for (const clip of clips) byText.set(clip.promptText, [...(byText.get(clip.promptText) ?? []), clip])
  const ids = new Set<string>()
  return [...byText].map(([text, own]) => {
    const dimensions = [...new Set(own.flatMap((clip): readonly DimensionId[] => clip.dimensions))]
    // Two lists may number different prompts alike.
    let id = own[0]!.promptId
    for (let copy = 2; ids.has(id); copy++) id = `${own[0]!.promptId}-${copy}`
    ids.add(id)
    return { prompt: { id, text, dimensions }, clips: own }
  })
}

interface ChosenPrompt {
  readonly prompt: SourcePrompt
  /** In the order of the models. */
  readonly clips: readonly Candidate[]
}

/** Null when some model lacks it, or when the form asks nothing about it. */
function chosenClips(
  { prompt, clips }: FoundPrompt,
  models: readonly string[],
  { form, seed }: StudySettings,
): ChosenPrompt | null {
  if (form.kind === 'dimensions' && questionsOn(prompt, form.dimensions).length === 0) return null
  const samples = [...new Set(clips.map(({ sampleIndex }) => sampleIndex))]
    .filter((index) =>
      models.every((model) => clips.some((clip) => clip.model === model && clip.sampleIndex === index)),
    )
    .sort((a, b) => a - b)
  if (samples.length === 0) return null
  const sample = samples[seededRandom('sample of a study', seed, prompt.text).integer(samples.length)]
  return {
    prompt,
    clips: models.map((model) => clips.find((clip) => clip.model === model && clip.sampleIndex === sample)!),
  }
}

function leftOut(found: readonly FoundPrompt[], complete: readonly ChosenPrompt[]): string {
  const kept = new Set(complete.map(({ prompt }) => prompt.text))
  const example = found.find(({ prompt }) => !kept.has(prompt.text))!.prompt.text
  const count = found.length - complete.length
  return `Left out: ${count} of ${found.length} prompts that some model has no clip of, or that the form asks nothing about, such as ${JSON.stringify(example)}.`
}

function nothingLeft(
  models: readonly string[],
  found: readonly FoundPrompt[],
  complete: readonly ChosenPrompt[],
): BenchError {
  const counts = models.map(
    (model) => `${model} ${found.filter(({ clips }) => clips.some((clip) => clip.model === model)).length}`,
  )
  return new BenchError('STUDY_EMPTY', {
    found: `prompts with clips: ${counts.join(', ')}; with clips of all that the form asks about: ${complete.length}`,
  })
}

/** Lists are sorted by dimension: an even spread keeps all of them. */
function evenly<T>(values: readonly T[], limit: number | null): readonly T[] {
  if (limit === null || limit >= values.length) return values
  return Array.from({ length: limit }, (_, index) => values[Math.floor((index * values.length) / limit)]!)
}

interface ReadPrompt extends ChosenPrompt {
  readonly sha256s: readonly string[]
  readonly videos: readonly VideoInfo[]
}

async function readAll(chosen: readonly ChosenPrompt[]) {
  const read: ReadPrompt[] = []
  const problems: string[] = []
  for (const prompt of chosen) {
    try {
      const videos: VideoInfo[] = []
      const sha256s: string[] = []
      for (const clip of prompt.clips) {
        videos.push(await probeVideo(clip.path))
        sha256s.push(await unchangedSha256(clip))
      }
      read.push({ ...prompt, videos, sha256s })
    } catch (thrown) {
      if (!(thrown instanceof BenchError)) throw thrown
      problems.push(problemOf(thrown).message)
    }
  }
  return { read, problems }
}

/** The scores of a run belong to the file that the run knew. */
async function unchangedSha256({ path, knownSha256 }: Candidate): Promise<string> {
  const found = await clipSha256(path)
  if (knownSha256 !== null && found !== knownSha256) throw new BenchError('CLIP_CHANGED', { path })
  return found
}

// The first ones show what kind it is.
const listedProblems = 5

function unreadable(problems: readonly string[]): BenchError {
  const lines = problems.slice(0, listedProblems).map((problem) => `- ${problem}`)
  if (problems.length > listedProblems) lines.push(`- and ${problems.length - listedProblems} more`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new BenchError('PREFLIGHT_FAILED', { count, list: lines.join('\n') })
}

/** Blindness ends where a model can be told by the shape or the length of its clips. */
function differences(models: readonly string[], read: readonly ReadPrompt[]): string[] {
  const look = (info: VideoInfo) =>
    `${info.width}×${info.height}, ${Number(info.fps.toFixed(2))} frames/s, ${info.durationSeconds.toFixed(1)} s`
  const looks = models.map((_, model) => new Set(read.map(({ videos }) => look(videos[model]!))))
  const alike = looks.every((own) => [...own].sort().join() === [...looks[0]!].sort().join())
  if (alike) return []
  const list = models.map((model, index) => {
    const [first, ...others] = [...looks[index]!]
    return `${model} ${first}${others.length === 0 ? '' : ` and ${others.length} other forms`}`
  })
  return [`Raters may tell models apart by the form of their clips: ${list.join('; ')}.`]
}

function sourceOf(models: readonly string[], read: readonly ReadPrompt[]): StudySource {
  const clips = new Map<string, SourceClip>()
  for (const { prompt, clips: own, sha256s } of read) {
    for (const [index, { model, sampleIndex, runId, path, scores }] of own.entries()) {
      const sha256 = sha256s[index]!
      const clip = { model, promptId: prompt.id, sampleIndex, runId, path, sha256, scores }
      clips.set(JSON.stringify([model, prompt.id]), clip)
    }
  }
  return {
    models,
    prompts: read.map(({ prompt }) => prompt),
    clipOf: (model, promptId) => clips.get(JSON.stringify([model, promptId]))!,
  }
}
