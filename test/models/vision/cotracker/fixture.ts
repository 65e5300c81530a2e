import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { camelCaseKeys } from '../../../../bench/models/camel-case-keys.ts'
import { Cotracker } from '../../../../bench/models/vision/cotracker/cotracker.ts'
import { cotrackerArchitecture } from '../../../../bench/models/vision/cotracker/spec.ts'
import { createRunner } from '../../../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../../../bench/onnx/engine/weights/open.ts'
import type { Run } from '../../../../bench/onnx/graph/program.ts'
import { readGoldenTensors } from '../../../support/golden-tensors.ts'

/** A small CoTracker2 with random weights, and what upstream's code (PyTorch, CPU) makes of a video with it. */
export const fixtureFolder = fileURLToPath(new URL('../../../fixtures/models/cotracker2/', import.meta.url))

export const fixtureTensors = () => readGoldenTensors(join(fixtureFolder, 'io.safetensors'))

export function fixtureArchitecture(): unknown {
  return JSON.parse(readFileSync(join(fixtureFolder, 'config.json'), 'utf8')).architecture
}

/** Opens the small network for the length of one use. */
export async function withFixture(use: (network: Cotracker, run: Run) => Promise<void>): Promise<void> {
  const network = new Cotracker(cotrackerArchitecture.parse(camelCaseKeys(fixtureArchitecture())))
  const weights = await openWeights(join(fixtureFolder, 'weights.safetensors'))
  const { run, release } = createRunner(network, weights, { threads: 1 })
  try {
    await use(network, run)
  } finally {
    await release()
  }
}
