import { join } from 'node:path'
import { z } from 'zod'
import { identityOf } from '../records/identity.ts'
import { type Manifest, manifestSchema } from '../records/manifest.ts'
import { writeFileAtomic } from '../store/files.ts'
import { type Prepared, usedBackbones } from './prepare.ts'
import type { RunFacts } from './run-folder.ts'
import { describeMachine, describeSoftware } from './software.ts'

/** What a stranger needs to make the run again, as of this call. */
export async function buildManifest(facts: RunFacts, prepared: Prepared): Promise<Manifest> {
  const { request, generatorIdentities, configSha256 } = prepared
  const { name, count, sha256, source } = request.promptList
  return manifestSchema.parse({
    schemaVersion: 1,
    runId: facts.id,
    startedAt: facts.startedAt,
    command: [...request.command],
    config: z.json().parse(request.config),
    configSha256,
    promptList: { name, count, sha256, source },
    ...picturesOf(prepared),
    seed: request.seed,
    generators: request.generators.map(({ model, id, notice }) => ({
      model,
      id,
      identity: generatorIdentities.get(model),
      notice,
    })),
    evaluators: evaluatorsOf(prepared),
    software: await describeSoftware(),
    machine: await describeMachine(),
  } satisfies z.input<typeof manifestSchema> | Record<string, unknown>)
}

function picturesOf({ request, pictures }: Prepared): Pick<Manifest, 'pictures'> {
  if (!request.pictures) return {}
  const found = [...pictures]
    .flatMap(([name, outcome]) => ('picture' in outcome ? [[name, outcome.picture.sha256] as const] : []))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { pictures: { folder: request.pictures, count: found.length, sha256: identityOf(found) } }
}

/** The same when the clips are known: their protocol decides which networks look at them. */
export function withProtocol(
  manifest: Manifest,
  prepared: Prepared,
  protocol: NonNullable<Manifest['protocol']>,
): Manifest {
  return { ...manifest, protocol, evaluators: evaluatorsOf(prepared, protocol) }
}

function evaluatorsOf({ measures }: Prepared, protocol?: Manifest['protocol']): Manifest['evaluators'] {
  return [...measures.values()].flatMap((measure) => {
    if (measure.evaluator === null) return []
    const { id, version } = measure.evaluator.meta
    const { name, weights } = usedBackbones(measure, protocol)
    return [{ id, version, backbone: name, weights: [...weights] }]
  })
}

/** Writes `manifest.json` into the run folder. */
export async function writeManifest(runPath: string, manifest: Manifest): Promise<void> {
  await writeFileAtomic(join(runPath, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
