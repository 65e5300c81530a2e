import { fileURLToPath } from 'node:url'
import type { Profile } from '../../evaluators/contract.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { evaluators } from '../../evaluators/table.ts'
import { stillTemporalFlickering } from '../../evaluators/temporal-flickering.ts'
import type { Suite } from '../../suites/contract.ts'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import { hasPinnedPrompts } from '../pipeline/protocol.ts'
import type { Json } from '../records/identity.ts'
import { createWeightLocator } from '../weights/locate.ts'
import { certificateOf } from './certificate-file.ts'
import type { Invocation } from './commands.ts'
import { readComparable } from './comparable-file.ts'
import { generatorEntries, makeGenerators } from './generators.ts'
import { pictureFolder } from './pictures.ts'
import { loadPrompts } from './prompts.ts'
import { suiteOf } from './suite-of.ts'
import type { Watch } from './watched.ts'
import { profileOf, withOwnNetworks } from './weight-files.ts'

/** Everything that a run needs: names become rows of the tables, prompts are loaded, the baseline is read. */
export async function requestOf(
  resolved: ResolvedSettings,
  { options, argv }: Invocation,
  watch: Watch = unwatched,
): Promise<RunRequest> {
  const settings = valuesOf(resolved)
  const suite = suiteOf(settings.suite)
  const profile = await withOwnNetworks(profileOf(settings.profile), settings['weights.folder'])
  const entries = generatorEntries(resolved)
  const generators = makeGenerators(entries, resolved.generators.origin)
  const pictures = await pictureFolder(suite, resolved)
  const { prompts, promptList, dimensions } = await loadPrompts(resolved, suite, entries, pictures)
  const baseline =
    settings.baseline === null ? null : await readComparable(settings.baseline, settings.output)
  for (const message of baseline?.notices ?? []) watch.onEvent({ type: 'notice', message })
  return {
    suite,
    prompts,
    promptList,
    dimensions,
    pictures,
    samples: settings.samples,
    limit: settings.limit,
    tier: settings.tier,
    seed: settings.seed,
    generators,
    profile,
    ...measuring(profile, suite, promptList),
    withinSegmentsOnly: settings.withinSegmentsOnly,
    fusionOf: ({ meta }) => fusionOf(meta, settings),
    outputDir: settings.output,
    fresh: options.fresh === true,
    allowPartial: settings.allowPartial,
    strict: settings.strict,
    workers: settings.workers,
    threads: settings.threads,
    scoreTimeoutSeconds: settings.scoreTimeoutSeconds,
    weights: createWeightLocator(settings['weights.folder']),
    scoreWorker: fileURLToPath(new URL('./score-worker.ts', import.meta.url)),
    bootstrap: { resamples: settings['bootstrap.resamples'], level: settings['bootstrap.level'] },
    gates: settings.gates,
    baseline: baseline?.run ?? null,
    maxRegression: settings['compare.maxRegression'],
    parity: await certificateOf(suite.id, profile, settings.output),
    config: { ...settings, generatorsFolder: resolved.generators.folder } as unknown as Json,
    command: ['bench', ...argv],
    onEvent: watch.onEvent,
    signal: watch.signal,
  }
}

/** VBench's own prompts are scored behind its static filter where the profile has the flow that the filter looks at. */
function measuring(
  profile: Profile,
  suite: Suite,
  promptList: RunRequest['promptList'],
): Pick<RunRequest, 'evaluators' | 'keptSamples'> {
  const filters = hasPinnedPrompts({ suite, promptList }) && profile.backbones['still-frame-difference']
  if (!filters) return { evaluators }
  const still = stillTemporalFlickering
  return {
    evaluators: evaluators.map((evaluator) => (evaluator.meta.id === still.meta.id ? still : evaluator)),
    ...(suite.keptSamples && { keptSamples: suite.keptSamples }),
  }
}

const unwatched: Watch = { onEvent: () => undefined, signal: new AbortController().signal }
