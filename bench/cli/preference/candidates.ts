import type { DimensionId } from '../../records/dimension.ts'
import type { SourceClip } from '../../review/study-source.ts'

/** A clip that a study might show, found but not read. */
export interface Candidate extends Omit<SourceClip, 'promptId' | 'sha256'> {
  /** Prompts are matched by their text: lists number them differently. */
  readonly promptText: string
  readonly promptId: string
  /** As its run knows it; null for a folder of videos. */
  readonly knownSha256: string | null
  /** The dimensions that its prompt is made for; none where the list names none. */
  readonly dimensions: readonly DimensionId[]
}

/** All clips that were found, models in the order in which they were named. */
export interface Candidates {
  readonly models: readonly string[]
  readonly clips: readonly Candidate[]
  /** The prompt list, for the manifest. */
  readonly promptList: { readonly name: string; readonly sha256: string; readonly source: string }
}
