import { BenchError } from '../../errors.ts'
import { openRun } from '../../pipeline/run-folder.ts'
import { putReviewEvents } from '../../store/review-log.ts'
import { putRevealed, readStudy } from '../../store/studies.ts'

/** Shows the results of a study from now on, and writes down when. Throws RUN_LOCKED while a review server is at work. */
export async function revealResults(runFolder: string): Promise<void> {
  const run = await openRun(runFolder)
  try {
    const stored = await readStudy(run.store)
    if (stored === null) throw new BenchError('STUDY_MISSING', { path: runFolder })
    if (stored.revealedAtMilliseconds !== null) return
    const { id } = stored.study
    const now = Date.now()
    await run.store.commit([putRevealed(id, now), ...putReviewEvents(id, [{ kind: 'revealed' }], now)])
  } finally {
    await run.close()
  }
}
