import { join } from 'node:path'
import { BenchError } from '../../errors.ts'
import { dictionaryCsv, type ExportInput, votesCsv, votesJson } from '../../review/export-votes.ts'
import type { Database } from '../../store/database.ts'
import { openStore } from '../../store/open.ts'
import { readRaters } from '../../store/raters.ts'
import { readItems, readStudy, readStudyClips, readStudyPrompts } from '../../store/studies.ts'
import { readVotes } from '../../store/votes.ts'

export interface VotesFile {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** `votes.csv`, `votes-dictionary.csv` and `votes.json` of a run. Throws STUDY_MISSING, and VOTES_HIDDEN before the results are shown. */
export async function exportFiles(runFolder: string): Promise<VotesFile[]> {
  const store = await openStore(join(runFolder, 'run.db'))
  try {
    const input = await exportInput(store)
    return [
      csvFile('votes.csv', votesCsv(input)),
      csvFile('votes-dictionary.csv', dictionaryCsv()),
      { name: 'votes.json', type: 'application/json; charset=utf-8', bytes: encoded(votesJson(input)) },
    ]
  } finally {
    await store.close()
  }
}

/** One file, from a store that is open already. */
export async function exportFile(store: Database, format: 'csv' | 'json'): Promise<VotesFile> {
  const input = await exportInput(store)
  return format === 'csv'
    ? csvFile('votes.csv', votesCsv(input))
    : { name: 'votes.json', type: 'application/json; charset=utf-8', bytes: encoded(votesJson(input)) }
}

async function exportInput(store: Database): Promise<ExportInput> {
  const stored = await readStudy(store)
  if (stored === null) throw new BenchError('STUDY_MISSING', { path: store.path })
  if (stored.revealedAtMilliseconds === null) throw new BenchError('VOTES_HIDDEN', { path: store.path })
  const { study } = stored
  return {
    study,
    prompts: await readStudyPrompts(store, study.id),
    clips: await readStudyClips(store, study.id),
    items: await readItems(store, study.id),
    raters: await readRaters(store, study.id),
    votes: await readVotes(store, study.id),
  }
}

const encoded = (text: string) => new TextEncoder().encode(text)

const csvFile = (name: string, text: string): VotesFile => ({
  name,
  type: 'text/csv; charset=utf-8; header=present',
  bytes: encoded(text),
})
