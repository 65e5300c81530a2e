import { basename } from 'node:path'
import type { ResolvedSettings } from '../../config/settings.ts'
import { clipFile } from '../../pipeline/clip-file.ts'
import type { DimensionId } from '../../records/dimension.ts'
import { identityOf } from '../../records/identity.ts'
import type { ItemResult, RunResult } from '../../records/run-result.ts'
import { type ResultFile, readResultFile } from '../run-result-file.ts'
import type { Candidate, Candidates } from './candidates.ts'
import { conflict } from './study-settings.ts'

/** The clips of runs that were made (and, for calibration, scored) before. Throws RESULT_INVALID, SETTINGS_CONFLICT. */
export async function candidatesOfRuns(
  words: readonly string[],
  outputDir: string,
  resolved: ResolvedSettings,
): Promise<Candidates> {
  const clips: Candidate[] = []
  const models: string[] = []
  const lists = new Map<string, string>()
  for (const word of words) {
    const { label, run } = labelled(word)
    const file = await readResultFile(run, outputDir)
    for (const { model } of file.result.models) {
      const name = renamed(model, label, file.result, resolved)
      if (models.includes(name)) {
        throw conflict(
          resolved,
          'preference.runs',
          `two runs have a model called "${name}"`,
          'Give one of them another name: `label=run`.',
        )
      }
      models.push(name)
      clips.push(...candidatesOf(file, model, name))
    }
    lists.set(file.result.promptList.name, file.result.promptList.sha256)
  }
  return {
    models,
    clips,
    promptList: {
      name: [...lists.keys()].join(', '),
      sha256: identityOf([...lists.values()]),
      source: words.map((word) => basename(labelled(word).run)).join(', '),
    },
  }
}

function labelled(word: string): { label: string | null; run: string } {
  const [, label = null, run = word] = /^([^=/\\]+)=(.+)$/.exec(word) ?? []
  return { label, run }
}

function renamed(
  model: string,
  label: string | null,
  { models, runId }: RunResult,
  resolved: ResolvedSettings,
): string {
  if (label === null) return model
  if (models.length === 1) return label
  throw conflict(
    resolved,
    'preference.runs',
    `"${label}" renames one model, and the run ${runId} has ${models.map((found) => found.model).join(', ')}`,
    'Leave the label out.',
  )
}

function candidatesOf({ folder, result }: ResultFile, model: string, name: string): Candidate[] {
  return result.items.flatMap((item) => {
    if (item.model !== model || item.clip === null) return []
    return [
      {
        model: name,
        promptId: item.promptId,
        promptText: item.prompt,
        sampleIndex: item.sampleIndex,
        runId: result.runId,
        path: clipFile(folder, item.clip),
        knownSha256: item.clip.sha256,
        dimensions: Object.keys(item.scores) as DimensionId[],
        scores: scoresOf(item),
      },
    ]
  })
}

function scoresOf({ scores }: ItemResult): Candidate['scores'] {
  return Object.fromEntries(
    Object.entries(scores).flatMap(([id, score]) => (score.status === 'scored' ? [[id, score.value]] : [])),
  )
}
