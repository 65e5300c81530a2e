import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judgeGates } from '../../../evaluators/human-preference/judge-gates.ts'
import { humanPreference } from '../../../evaluators/human-preference.ts'
import { BenchError } from '../../errors.ts'
import { type Manifest, manifestSchema } from '../../records/manifest.ts'
import type { PreferenceGate } from '../../records/preference-gate.ts'
import { type PreferenceResult, preferenceResultSchema } from '../../records/preference-result.ts'
import { writeFileAtomic } from '../../store/files.ts'
import { readStudyVotes, type StudyVotes } from './read-votes.ts'

export interface ResultOptions {
  readonly bootstrap: { readonly resamples: number; readonly level: number }
  readonly gates: readonly PreferenceGate[]
}

/**
 * Aggregates the votes of a study and writes its `result.json`. Before the owner reveals the results it holds progress
 * and the raters' reliability, and nothing that tells who is preferred. Throws STUDY_MISSING and RUN_NOT_FOUND.
 */
export async function writeStudyResult(runFolder: string, options: ResultOptions): Promise<PreferenceResult> {
  const read = await readStudyVotes(runFolder, options.bootstrap)
  const result = preferenceResultSchema.parse(studyResult(read, await readManifest(runFolder), options))
  await writeFileAtomic(join(runFolder, 'result.json'), `${JSON.stringify(result)}\n`)
  return result
}

/** What the votes say, as it is written down. */
export function studyResult(
  { input, votes, revealedAtMilliseconds }: StudyVotes,
  manifest: Manifest,
  { gates }: ResultOptions,
): PreferenceResult {
  const { study } = input
  const { id, version, citation } = humanPreference.meta
  const revealed = revealedAtMilliseconds !== null
  const { progress, raters, questions } = revealed
    ? humanPreference.score(input)
    : { ...humanPreference.quality(input), questions: [] }
  return {
    schemaVersion: 1,
    kind: 'preference',
    runId: manifest.runId,
    createdAt: new Date().toISOString(),
    status: progress.answered < progress.planned ? 'incomplete' : 'complete',
    revealedAt: revealed ? new Date(revealedAtMilliseconds).toISOString() : null,
    study: {
      id: study.id,
      form: study.form,
      models: study.models,
      prompts: study.promptIds.length,
      raters: study.raters,
      ratersPerItem: study.ratersPerItem,
      goldRate: study.goldRate,
      repeatRate: study.repeatRate,
      excludeBelowGold: study.excludeBelowGold ?? null,
      seed: study.seed,
    },
    evaluator: { id, version, citation },
    progress,
    votes: {
      received: votes.length,
      standing: input.answers.length,
      replaced: votes.filter(({ vote }) => vote.kind === 'answer').length - input.answers.length,
      comments: input.answers.filter(({ comment }) => comment !== undefined && comment !== '').length,
    },
    raters: [...raters],
    questions: [...questions],
    gates: judgeGates(questions, gates, { revealed }),
    manifest,
  }
}

async function readManifest(runFolder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(runFolder, 'manifest.json'), 'utf8')))
  } catch (thrown) {
    const found = `its manifest.json can't be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    throw new BenchError('RUN_NOT_FOUND', { path: runFolder, found }, { cause: thrown })
  }
}
