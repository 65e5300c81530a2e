import type { Graph } from '../onnx/graph/graph.ts'
import type { Run, Tensors } from '../onnx/graph/program.ts'
import type { Value } from '../onnx/graph/value.ts'
import type { Tensor } from '../tensor/tensor.ts'

export type Values = Readonly<Record<string, Value>>

/**
 * One stage of a network that may run on its own: a network too large for memory runs as several programs, each with
 * the weights of its stages only.
 */
export interface Step {
  readonly name: string
  /** Names of the values that it reads. */
  readonly needs: readonly string[]
  /** Names of the values that it makes; a name made before is replaced. */
  readonly gives: readonly string[]
  emit(g: Graph, values: Values): Values
}

/** All steps in one graph; returns every value by its last meaning. */
export function emitSteps(g: Graph, steps: readonly Step[], values: Values): Values {
  const known: Record<string, Value> = { ...values }
  for (const step of steps) Object.assign(known, step.emit(g, known))
  return known
}

/**
 * Runs the steps in groups of at most `stepsPerProgram`, one program each, and returns the tensors named in `wanted`.
 * Tensors between programs are dropped after their last use.
 */
export async function runSteps(
  run: Run,
  network: string,
  steps: readonly Step[],
  feeds: Tensors,
  wanted: readonly string[],
  stepsPerProgram: number,
): Promise<Record<string, Tensor>> {
  let known: Record<string, Tensor> = { ...feeds }
  for (let at = 0; at < steps.length; at += stepsPerProgram) {
    const group = steps.slice(at, at + stepsPerProgram)
    const later = new Set([...steps.slice(at + stepsPerProgram).flatMap(({ needs }) => needs), ...wanted])
    const made = new Set(group.flatMap(({ gives }) => gives))
    const outputs = await runGroup(
      run,
      network,
      group,
      pick(known, neededBy(group)),
      [...made].filter((name) => later.has(name)),
    )
    known = pick({ ...known, ...outputs }, later)
  }
  return pick(known, new Set(wanted))
}

function runGroup(
  run: Run,
  network: string,
  group: readonly Step[],
  feeds: Tensors,
  outputs: readonly string[],
): Promise<Record<string, Tensor>> {
  const shapes = Object.entries(feeds).map(([name, { shape }]) => `${name} ${shape.join('x')}`)
  const stages = group.length > 1 ? `${group[0]!.name} to ${group.at(-1)!.name}` : group[0]!.name
  const build = (g: Graph) => {
    const inputs = Object.entries(feeds).map(
      ([name, { dtype, shape }]) => [name, g.input(name, dtype, shape)] as const,
    )
    const values = emitSteps(g, group, Object.fromEntries(inputs))
    // an output may not share the name of an input
    for (const name of outputs) g.output(`${name}:out`, values[name]!)
  }
  return run({ name: `${network}: ${stages} (${shapes.join(', ')})`, build }, feeds).then((tensors) =>
    Object.fromEntries(outputs.map((name) => [name, tensors[`${name}:out`]!])),
  )
}

/** Names that a group reads and does not make before it reads them. */
function neededBy(group: readonly Step[]): ReadonlySet<string> {
  const needed = new Set<string>()
  const made = new Set<string>()
  for (const { needs, gives } of group) {
    for (const name of needs) if (!made.has(name)) needed.add(name)
    for (const name of gives) made.add(name)
  }
  return needed
}

const pick = (tensors: Tensors, names: ReadonlySet<string>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => names.has(name)))
