import type { Tensor } from '../../tensor/tensor.ts'
import type { Graph } from './graph.ts'
import type { Parameter } from './module.ts'

export type Tensors = Readonly<Record<string, Tensor>>

/** A network to be built when it is needed. Equal names mean equal networks, so that a runner may keep the session. */
export interface Program {
  readonly name: string
  /** Emits inputs, nodes and outputs into a graph whose options the runner chose. */
  build(g: Graph): void
}

/** Runs a program on feeds. Networks that need several programs, tiles or steps take this as an argument. */
export type Run = (program: Program, feeds: Tensors) => Promise<Record<string, Tensor>>

/** A network's parameters, for the check against a checkpoint. */
export interface Network {
  readonly parameters: readonly Parameter[]
  /** Tensors that official checkpoints of this network hold and that it does not use. */
  isUnused?(name: string): boolean
}
