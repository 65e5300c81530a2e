import { join } from 'node:path'
import type { VotesInput } from '../../../evaluators/human-preference/contract.ts'
import { questionTitles } from '../../../suites/preference/index.ts'
import { BenchError } from '../../errors.ts'
import type { StoredVote } from '../../records/vote.ts'
import { standingVotes } from '../../review/standing-votes.ts'
import { openStore } from '../../store/open.ts'
import { readAssignments, readRaters } from '../../store/raters.ts'
import { readItems, readStudy, readStudyClips, readStudyPrompts } from '../../store/studies.ts'
import { readVotes } from '../../store/votes.ts'

export interface StudyVotes {
  readonly input: VotesInput
  /** Every row, in the order of arrival. */
  readonly votes: readonly StoredVote[]
  /** Null while the results are hidden. */
  readonly revealedAtMilliseconds: number | null
}

/** A study with its votes, as they are now; a review server may be at work on it. Throws STUDY_MISSING. */
export async function readStudyVotes(
  runFolder: string,
  bootstrap: VotesInput['bootstrap'],
): Promise<StudyVotes> {
  const store = await openStore(join(runFolder, 'run.db'))
  try {
    const stored = await readStudy(store)
    if (stored === null) throw new BenchError('STUDY_MISSING', { path: runFolder })
    const { study, revealedAtMilliseconds } = stored
    const votes = await readVotes(store, study.id)
    return {
      votes,
      revealedAtMilliseconds,
      input: {
        study,
        prompts: await readStudyPrompts(store, study.id),
        clips: await readStudyClips(store, study.id),
        items: await readItems(store, study.id),
        raters: await readRaters(store, study.id),
        assignments: await readAssignments(store, study.id),
        answers: standingVotes(votes),
        titles: questionTitles,
        bootstrap,
      },
    }
  } finally {
    await store.close()
  }
}
