import { GraphError } from './shape.ts'

/** A weight of a network. Its path is its name in the checkpoint. */
export interface Parameter {
  readonly path: string
  readonly shape: readonly number[]
}

/**
 * A place in a network's tree of names. A layer is built at a scope and declares its parameters there, so that a
 * parameter's path equals its name in the checkpoint: `scope.at('double_blocks', 0, 'img_attn').parameter('weight', …)`.
 */
export class Scope {
  readonly path: string
  readonly #declared: Map<string, Parameter>

  constructor(path = '', declared = new Map<string, Parameter>()) {
    this.path = path
    this.#declared = declared
  }

  at(...names: readonly (string | number)[]): Scope {
    return new Scope([this.path, ...names].filter((name) => name !== '').join('.'), this.#declared)
  }

  parameter(name: string, shape: readonly number[]): Parameter {
    const path = this.path === '' ? name : `${this.path}.${name}`
    if (this.#declared.has(path)) throw new GraphError(`Parameter ${path} is declared twice`)
    const parameter = { path, shape }
    this.#declared.set(path, parameter)
    return parameter
  }

  /** Every parameter declared in this tree, in order of declaration. */
  get parameters(): readonly Parameter[] {
    return [...this.#declared.values()]
  }
}
