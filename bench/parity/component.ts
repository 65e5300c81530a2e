import { dirname, join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { camelCaseKeys } from '../models/camel-case-keys.ts'
import { createRunner, type RunnerOptions } from '../onnx/engine/runner.ts'
import { openWeights } from '../onnx/engine/weights/open.ts'
import type { Network, Run } from '../onnx/graph/program.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { type CaseFiles, readParityConfig } from './case-files.ts'
import type { Rule, Tolerance } from './tolerance.ts'

export type CaseInputs = Readonly<Record<string, Tensor>>
export type CaseOutputs = Readonly<Record<string, Tensor>>
export type CaseParams = Readonly<Record<string, unknown>>

/** Computes the outputs of one case. */
export type CaseFunction = (inputs: CaseInputs, params: CaseParams) => Promise<CaseOutputs>

/** A component with its weights opened. */
export interface OpenComponent {
  readonly functions: Readonly<Record<string, CaseFunction>>
  release(): Promise<void>
}

/** Something that recorded cases can be held against. */
export interface Component {
  open(files: CaseFiles, options: RunnerOptions): Promise<OpenComponent>
  /** The rule of a function's outputs, where the folder states it in a way of its own. */
  rule?(functionName: string, tolerance: Tolerance): Rule | undefined
}

/** A network on its weights. */
export interface Runnable<N extends Network> {
  readonly network: N
  readonly run: Run
  release(): Promise<void>
}

/** One network: its schema, constructor and functions. Keys of an architecture may be in snake case. */
export interface NetworkComponent<N extends Network> extends Component {
  /** The network of an architecture on a weight file. */
  runnable(
    configPath: string,
    architecture: unknown,
    weights: string,
    options: RunnerOptions,
  ): Promise<Runnable<N>>
}

export function component<S extends z.ZodType, N extends Network>(
  schema: S,
  build: (spec: z.output<S>) => N,
  functions: Readonly<
    Record<string, (network: N, run: Run, inputs: CaseInputs, params: CaseParams) => Promise<CaseOutputs>>
  >,
): NetworkComponent<N> {
  const runnable: NetworkComponent<N>['runnable'] = async (path, architecture, weights, options) => {
    const spec = schema.safeParse(camelCaseKeys(architecture))
    if (!spec.success) {
      const found = `the architecture is wrong: ${z.prettifyError(spec.error).replaceAll('\n', ' ')}`
      throw new BenchError('PARITY_INVALID', { path, found })
    }
    const network = build(spec.data)
    return { network, ...createRunner(network, await openWeights(weights), options) }
  }
  return {
    runnable,
    async open({ folder, config }, options) {
      if (typeof config.weights !== 'string') {
        throw new BenchError('PARITY_INVALID', { path: folder, found: 'weights is not the name of one file' })
      }
      const file = join(folder, config.weights)
      const { network, run, release } = await runnable(folder, config.architecture, file, options)
      const bound = Object.entries(functions).map(([name, call]): [string, CaseFunction] => [
        name,
        (inputs, params) => call(network, run, inputs, params),
      ])
      return { functions: Object.fromEntries(bound), release }
    },
  }
}

/** Functions without weights. */
export function pureComponent(
  functions: Readonly<Record<string, CaseFunction>>,
  rule?: Component['rule'],
): Component {
  return { open: async () => ({ functions, release: async () => {} }), ...(rule ? { rule } : {}) }
}

/** Opens one of the networks that a folder joins: its weights lie in that network's own folder, beside its config. */
export type OpenNetwork = <N extends Network>(name: string, kind: NetworkComponent<N>) => Promise<Runnable<N>>

/** Functions over several networks; each is opened when a case first needs it. */
export function composite(
  functions: (open: OpenNetwork) => Readonly<Record<string, CaseFunction>>,
): Component {
  return {
    async open(files, options) {
      const opened = new Map<string, Promise<Runnable<Network>>>()
      const openOnce: OpenNetwork = <N extends Network>(name: string, kind: NetworkComponent<N>) => {
        const known = opened.get(name) ?? openBeside(files, name, kind, options)
        opened.set(name, known)
        return known as Promise<Runnable<N>>
      }
      return {
        functions: functions(openOnce),
        async release() {
          for (const network of opened.values()) {
            // one that did not open has nothing to release, and its case has failed already
            await network.then(
              ({ release }) => release(),
              () => undefined,
            )
          }
        },
      }
    },
  }
}

async function openBeside<N extends Network>(
  { folder, config }: CaseFiles,
  name: string,
  kind: NetworkComponent<N>,
  options: RunnerOptions,
): Promise<Runnable<N>> {
  const path = typeof config.weights === 'string' ? undefined : config.weights[name]
  if (path === undefined) {
    throw new BenchError('PARITY_INVALID', { path: folder, found: `weights does not name ${name}` })
  }
  const file = join(folder, path)
  const configPath = join(dirname(file), 'config.json')
  const { architecture } = await readParityConfig(configPath)
  return kind.runnable(configPath, architecture, file, options)
}

/** A case that states what its function can't take. */
export class CaseError extends Error {}

/** An input of a case with the type that the function needs. */
export function need<T extends Tensor['dtype']>(inputs: CaseInputs, name: string, dtype: T): Tensor<T> {
  const found = inputs[name]
  if (found?.dtype !== dtype)
    throw new CaseError(`input ${name}: expected ${dtype}, got ${found?.dtype ?? 'nothing'}`)
  return found as Tensor<T>
}
