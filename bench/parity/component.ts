import { z } from 'zod'
import type { Network, Run } from '../onnx/graph/program.ts'
import type { Tensor } from '../tensor/tensor.ts'

export type CaseInputs = Readonly<Record<string, Tensor>>
export type CaseOutputs = Readonly<Record<string, Tensor>>

/** Computes the outputs of one case with a network. */
export type CaseFunction<N> = (
  network: N,
  run: Run,
  inputs: CaseInputs,
  params: Readonly<Record<string, unknown>>,
) => Promise<CaseOutputs>

/** A network that recorded cases can be held against. */
export interface Component {
  /** Builds the network of the given architecture and returns its functions by name. */
  open(architecture: unknown): { network: Network; functions: Readonly<Record<string, CaseFunction<void>>> }
}

/** Ties a network's schema, constructor and functions together. Keys of an architecture may be in snake case. */
export function component<S extends z.ZodType, N extends Network>(
  schema: S,
  build: (spec: z.output<S>) => N,
  functions: Readonly<Record<string, CaseFunction<N>>>,
): Component {
  return {
    open(architecture) {
      const network = build(schema.parse(camelCaseKeys(architecture)))
      const bound = Object.entries(functions).map(([name, call]): [string, CaseFunction<void>] => [
        name,
        (_, run, inputs, params) => call(network, run, inputs, params),
      ])
      return { network, functions: Object.fromEntries(bound) }
    },
  }
}

/** An input of a case with the type that the function needs. */
export function need<T extends Tensor['dtype']>(inputs: CaseInputs, name: string, dtype: T): Tensor<T> {
  const found = inputs[name]
  if (found?.dtype !== dtype)
    throw new Error(`input ${name}: expected ${dtype}, got ${found?.dtype ?? 'nothing'}`)
  return found as Tensor<T>
}

const camelCaseKeys = (record: unknown) =>
  Object.fromEntries(
    Object.entries(z.record(z.string(), z.unknown()).parse(record)).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
