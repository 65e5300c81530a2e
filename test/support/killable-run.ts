import { run } from '../../bench/pipeline/run.ts'
import { fakeGenerator } from './fake-generator.ts'
import { fakePrompts, fakeRequest } from './fake-request.ts'

// One run in a process of its own, slow enough to be killed in every stage: `killable-run.ts <output folder>`.
const [, , outputDir = ''] = process.argv
await run(
  fakeRequest(outputDir, {
    prompts: fakePrompts(10),
    generators: [fakeGenerator({ clipMs: 40 })],
    workers: 2,
  }),
)
