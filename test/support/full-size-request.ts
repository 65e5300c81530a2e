import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generators } from '../../bench/generators/table.ts'
import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { vbenchDimensionIds } from '../../bench/records/dimension.ts'
import { sha256 } from '../../bench/records/identity.ts'
import type { Prompt } from '../../bench/records/plan.ts'
import type { Evaluator } from '../../evaluators/contract.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { fakeRequest } from './fake-request.ts'
import { tinyVideo } from './tiny-video.ts'

/** One number a prompt and dimension, the same for every sample: made up, so that no network runs. */
const madeUpEvaluators = vbenchDimensionIds.map((id) => ({
  meta: {
    id,
    title: id,
    unit: 'ratio',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'frame-difference',
    needsPrompt: true,
    citation: 'none',
  },
  score: ({ prompt }: { prompt: Prompt }) => ({
    status: 'scored',
    value: Number.parseInt(sha256(`${id} ${prompt.text}`).slice(0, 6), 16) / 2 ** 24,
    weight: 1,
  }),
})) as unknown as Evaluator[]

/**
 * VBench's full protocol over a folder of tiny videos: every prompt with every dimension, 5 or 25 samples by the
 * prompt's own dimensions. The folder is made; its files are links to one video.
 */
export function fullSizeRequest(prompts: readonly Prompt[], folder: string): RunRequest {
  const videos = join(folder, 'videos')
  mkdirSync(videos)
  writeFileSync(join(folder, 'tiny.mp4'), tinyVideo)
  for (const prompt of prompts) {
    for (let sample = 0; sample < vbench.samplesOf(prompt); sample++) {
      linkSync(join(folder, 'tiny.mp4'), join(videos, vbench.fileName(prompt, sample)))
    }
  }
  const samples = new Map(prompts.map((prompt) => [prompt.id, vbench.samplesOf(prompt)]))
  const options = generators.recorded.options.parse({ videos })
  return fakeRequest(join(folder, 'runs'), {
    suite: { ...vbench, samplesOf: (prompt) => samples.get(prompt.id) ?? 0 },
    prompts: prompts.map((prompt) => ({ ...prompt, dimensions: [...vbenchDimensionIds] })),
    samples: null,
    dimensions: vbenchDimensionIds,
    evaluators: madeUpEvaluators,
    generators: generators.recorded.create(options, { baseDir: folder }),
    bootstrap: { resamples: 2000, level: 0.95 },
  })
}
