import { humanPreference } from '../../../evaluators/human-preference.ts'
import type { RunFacts } from '../../pipeline/run-folder.ts'
import { describeMachine, describeSoftware } from '../../pipeline/software.ts'
import type { Json } from '../../records/identity.ts'
import { type Manifest, manifestSchema } from '../../records/manifest.ts'
import type { StudySource } from '../../review/study-source.ts'

export interface ManifestFacts {
  readonly command: readonly string[]
  readonly config: Json
  readonly seed: number
  readonly promptList: { readonly name: string; readonly sha256: string; readonly source: string }
}

/** What a stranger needs to plan the study again. A model is known by the clips that it is judged by. */
export async function studyManifest(
  facts: RunFacts,
  source: StudySource,
  { command, config, seed, promptList }: ManifestFacts,
): Promise<Manifest> {
  const { id, version } = humanPreference.meta
  return manifestSchema.parse({
    schemaVersion: 1,
    runId: facts.id,
    startedAt: facts.startedAt,
    command: [...command],
    config,
    configSha256: facts.configSha256,
    promptList: { ...promptList, count: source.prompts.length },
    seed,
    generators: source.models.map((model) => {
      const clips = source.prompts.map((prompt) => source.clipOf(model, prompt.id))
      return {
        model,
        id: 'recorded',
        identity: {
          runId: clips[0]!.runId,
          clips: clips.map(({ sha256 }) => sha256),
        },
        notice: null,
      }
    }),
    evaluators: [{ id, version, backbone: null, weights: [] }],
    software: await describeSoftware(),
    machine: await describeMachine(),
  })
}
