import { BenchError } from '../../../errors.ts'
import type { Parameter } from '../../graph/module.ts'
import { identify } from './checkpoints/identify.ts'
import type { Weights } from './open.ts'

/** How many names of each kind an error lists. */
const listed = 5

/**
 * Holds a checkpoint against a network's parameters: every parameter is there with its shape, and nothing else is.
 * Throws WEIGHTS_MISMATCH with the first few names of each kind, and says which network it is where that can be told.
 * `ignored` are tensors known to be unused.
 */
export function matchWeights(
  weights: Weights,
  parameters: readonly Parameter[],
  ignored: (name: string) => boolean = () => false,
): void {
  const wanted = new Map(parameters.map(({ path, shape }) => [path, shape]))
  const missing = [...wanted.keys()].filter((path) => !weights.tensors.has(path))
  const unexpected = [...weights.tensors.keys()].filter((name) => !wanted.has(name) && !ignored(name))
  const misshapen = [...wanted].flatMap(([path, shape]) => {
    const found = weights.tensors.get(path)?.shape
    return found && String(found) !== String(shape) ? [`${path} [${found}], expected [${shape}]`] : []
  })
  if (missing.length + unexpected.length + misshapen.length === 0) return
  const found = [
    otherNetwork(weights, parameters),
    describe('missing', missing),
    describe('unexpected', unexpected),
    describe('of another shape', misshapen),
  ].filter((text) => text !== '')
  throw new BenchError('WEIGHTS_MISMATCH', { path: weights.path, found: found.join('; ') })
}

function otherNetwork(weights: Weights, parameters: readonly Parameter[]): string {
  const found = identify(weights.tensors)
  const expected = identify(new Map(parameters.map((parameter) => [parameter.path, parameter])))
  if (found === null || found === expected) return ''
  return expected === null ? `it holds ${found}` : `it holds ${found}, expected ${expected}`
}

function describe(kind: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const more = names.length > listed ? ', …' : ''
  return `${names.length} ${kind}: ${names.slice(0, listed).join(', ')}${more}`
}
