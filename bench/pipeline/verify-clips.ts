import { problem } from '../errors.ts'
import type { PlannedClip } from '../records/plan.ts'
import { type ClipRow, putClips, readClips } from '../store/clips.ts'
import { clipFile, confirmed } from './clip-file.ts'
import type { Run } from './run-folder.ts'

/**
 * Looks whether each clip's file is still the one that the run knows. One that is gone or altered becomes a failed
 * clip: its scores would be those of another video.
 */
export async function verifyClips(run: Run, plan: readonly PlannedClip[]): Promise<void> {
  const rows = await readClips(run.store)
  const changed: ClipRow[] = []
  for (const { id } of plan) {
    const row = rows.get(id)
    if (row?.clip.status !== 'generated') continue
    const same = await confirmed(run.path, row, row.clip.identity)
    if (same === null) changed.push(failedRow(run, row))
    else if (same !== row) changed.push(same)
  }
  await run.store.commit(putClips(changed))
}

function failedRow(run: Run, { itemId, clip }: ClipRow): ClipRow {
  const path = clip.status === 'generated' ? clipFile(run.path, clip) : itemId
  return {
    itemId,
    modifiedMs: null,
    clip: { status: 'failed', identity: clip.identity, problem: problem('CLIP_CHANGED', { path }) },
  }
}
