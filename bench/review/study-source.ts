import type { DimensionId } from '../records/dimension.ts'
import type { StudyPrompt } from '../records/study-plan.ts'

/** A clip that a study may show. */
export interface SourceClip {
  readonly model: string
  readonly promptId: string
  readonly sampleIndex: number
  /** Id of the run that it is from; null for a folder of videos. */
  readonly runId: string | null
  /** Absolute. */
  readonly path: string
  readonly sha256: string
  /** What machines said of it; empty where nothing was scored. */
  readonly scores: Readonly<Partial<Record<DimensionId, number>>>
}

/** A prompt with the dimensions that its list scores it on; none when the list names none. */
export interface SourcePrompt extends StudyPrompt {
  readonly dimensions: readonly DimensionId[]
}

/** What a study is planned from: for every model one clip of every prompt. */
export interface StudySource {
  readonly models: readonly string[]
  readonly prompts: readonly SourcePrompt[]
  clipOf(model: string, promptId: string): SourceClip
}
