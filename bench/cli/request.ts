import { fileURLToPath } from 'node:url'
import { evaluators } from '../../evaluators/table.ts'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import type { Json } from '../records/identity.ts'
import { createWeightLocator } from '../weights/locate.ts'
import type { Invocation } from './commands.ts'
import { generatorEntries, makeGenerators } from './generators.ts'
import { loadPrompts } from './prompts.ts'
import { readResultFile } from './run-result-file.ts'
import { suiteOf } from './suite-of.ts'
import type { Watch } from './watched.ts'
import { profileOf } from './weight-files.ts'

/** Everything that a run needs: names become rows of the tables, prompts are loaded, the baseline is read. */
export async function requestOf(
  resolved: ResolvedSettings,
  { options, argv }: Invocation,
  watch: Watch = unwatched,
): Promise<RunRequest> {
  const settings = valuesOf(resolved)
  const suite = suiteOf(settings.suite)
  const profile = profileOf(settings.profile)
  const entries = generatorEntries(resolved)
  const generators = makeGenerators(entries, resolved.generators.origin)
  const { prompts, promptList, dimensions } = await loadPrompts(resolved, suite, entries)
  const baseline =
    settings.baseline === null ? null : await readResultFile(settings.baseline, settings.output)
  return {
    suite,
    prompts,
    promptList,
    dimensions,
    samples: settings.samples,
    limit: settings.limit,
    tier: settings.tier,
    seed: settings.seed,
    generators,
    profile,
    evaluators,
    outputDir: settings.output,
    fresh: options.fresh === true,
    allowPartial: settings.allowPartial,
    workers: settings.workers,
    threads: settings.threads,
    scoreTimeoutSeconds: settings.scoreTimeoutSeconds,
    weights: createWeightLocator(settings['weights.folder']),
    scoreWorker: fileURLToPath(new URL('./score-worker.ts', import.meta.url)),
    bootstrap: { resamples: settings['bootstrap.resamples'], level: settings['bootstrap.level'] },
    gates: settings.gates,
    baseline: baseline === null ? null : { path: baseline.path, result: baseline.result },
    maxRegression: settings['compare.maxRegression'],
    config: { ...settings, generatorsFolder: resolved.generators.folder } as unknown as Json,
    command: ['bench', ...argv],
    onEvent: watch.onEvent,
    signal: watch.signal,
  }
}

const unwatched: Watch = { onEvent: () => undefined, signal: new AbortController().signal }
