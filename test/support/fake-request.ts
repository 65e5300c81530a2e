import { fileURLToPath } from 'node:url'
import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { type DimensionId, dimensionIds } from '../../bench/records/dimension.ts'
import { type Json, sha256 } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { fakeEvaluators } from './fake-evaluators.ts'
import { fakeGenerator } from './fake-generator.ts'
import { fakeProfile } from './fake-profile.ts'

/** The dimensions that the fakes can score, and one that they can't. */
export const fakeDimensions: readonly DimensionId[] = dimensionIds.filter((id) =>
  [
    'subject-consistency',
    'background-consistency',
    'temporal-flickering',
    'aesthetic-quality',
    'appearance-style',
  ].includes(id),
)

export function fakePrompts(count: number): Prompt[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(4, '0'),
    text: `prompt number ${index}`,
    dimensions: fakeDimensions.filter((_, at) => (index + at) % 5 !== 0),
  }))
}

/** A request with fakes behind the real contracts; the rest of the machine is real. */
export function fakeRequest(outputDir: string, changes: Partial<RunRequest> = {}): RunRequest {
  const prompts = changes.prompts ?? fakePrompts(6)
  return {
    suite: vbench,
    prompts,
    promptList: {
      name: 'fake',
      count: prompts.length,
      sha256: sha256(JSON.stringify(prompts)),
      source: 'tests',
    },
    dimensions: fakeDimensions,
    samples: 2,
    limit: null,
    tier: null,
    seed: 7,
    generators: [fakeGenerator()],
    profile: fakeProfile,
    evaluators: fakeEvaluators,
    fusionOf: ({ meta }) => fusionOf(meta, { withinSegmentsOnly: false }),
    outputDir,
    fresh: false,
    allowPartial: false,
    strict: false,
    workers: 1,
    threads: 1,
    weights: {
      find: async (name) => ({ path: `/weights/${name}`, bytes: 3, sha256: sha256(name) }),
    },
    scoreTimeoutSeconds: 60,
    scoreWorker: fileURLToPath(new URL('./fake-score-worker.ts', import.meta.url)),
    bootstrap: { resamples: 200, level: 0.95 },
    gates: {},
    baseline: null,
    config: { seed: changes.seed ?? 7 } satisfies Json,
    command: ['bench', 'run', 'vbench'],
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  }
}
