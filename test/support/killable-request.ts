import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { fakeGenerator } from './fake-generator.ts'
import { fakePrompts, fakeRequest } from './fake-request.ts'

/** Slow enough to be killed in every stage. */
export const killableRequest = (outputDir: string): RunRequest =>
  fakeRequest(outputDir, {
    prompts: fakePrompts(10),
    generators: [fakeGenerator({ clipMs: 40 })],
    workers: 2,
  })
