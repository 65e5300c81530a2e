import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openCaseFiles } from '../../bench/parity/case-files.ts'
import { grit } from '../../bench/parity/grit-component.ts'
import { runParity } from '../../bench/parity/parity.ts'
import { compare, type Rule } from '../../bench/parity/tolerance.ts'
import type { Tensor } from '../../bench/tensor/tensor.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

const folder = sharedPath('fixtures/vbench/grit')

describeShared('GRiT equals the recorded outputs of the upstream code', () => {
  test('proposals, objects and tokens of both tasks', { timeout: 120_000 }, async () => {
    const { outputs, passed } = await runParity(folder)
    expect(outputs).toHaveLength(18)
    expect(outputs.filter((output) => !output.passed)).toEqual([])
    expect(passed).toBe(true)
  })

  // bounds as the folder's notes state them; the cascade's boxes have those of the objects, which are among them
  const rules: readonly (readonly [name: RegExp, rule: Rule])[] = [
    [/^p\d$/, { kind: 'elementwise', atol: 3e-4, rtol: 0 }],
    [/^cascade_boxes$/, { kind: 'elementwise', atol: 0.05, rtol: 0 }],
    [/^cascade_scores$/, { kind: 'elementwise', atol: 1e-3, rtol: 0 }],
    [/logprob_mean$/, { kind: 'elementwise', atol: 1e-4, rtol: 0 }],
  ]

  test('every step between: pyramid, cascade, probabilities', { timeout: 120_000 }, async () => {
    const files = await openCaseFiles(folder)
    const steps = intermediates(folder)
    const { functions, release } = await grit.open(files, {})
    for (const [name, entry] of Object.entries(files.config.cases)) {
      const frame = await files.read(entry.inputs.frame!)
      const outputs = await functions[entry.function]!({ frame }, entry.params)
      for (const [step, recorded] of Object.entries(steps[name]!)) {
        const rule = rules.find(([pattern]) => pattern.test(step))![1]
        const expected = await files.read({ ...recorded, bounds: undefined })
        const { passed, maxAbsoluteError } = compare(
          asRecorded(step, outputs[step]),
          asRecorded(step, expected),
          rule,
        )
        expect([name, step, passed, passed ? 0 : maxAbsoluteError]).toEqual([name, step, true, 0])
      }
    }
    await release()
  })
})

function intermediates(path: string) {
  const tensor = z.object({ key: z.string(), shape: z.array(z.int()), dtype: z.string() })
  const schema = z.object({
    cases: z.record(z.string(), z.object({ intermediates: z.record(z.string(), tensor) })),
  })
  const { cases } = schema.parse(JSON.parse(readFileSync(`${path}/config.json`, 'utf8')))
  return Object.fromEntries(Object.entries(cases).map(([name, entry]) => [name, entry.intermediates]))
}

/** Upstream's scores have the background in a second column. */
function asRecorded(step: string, found: Tensor | undefined): Tensor {
  if (!found) throw new Error(`${step}: no output`)
  if (step !== 'cascade_scores' || found.shape.length === 1) return found
  const data = found.data as Float32Array
  return { dtype: 'float32', shape: [data.length / 2], data: data.filter((_, i) => i % 2 === 0) }
}
