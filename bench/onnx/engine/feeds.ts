import type { Tensors } from '../graph/program.ts'
import { GraphError, showShape } from '../graph/shape.ts'
import type { Value } from '../graph/value.ts'

/** Throws unless the feeds are exactly the graph's inputs, with their types and sizes; a name stands for one size. */
export function checkFeeds(inputs: readonly Value[], feeds: Tensors): void {
  const unknown = Object.keys(feeds).find((name) => !inputs.some((input) => input.name === name))
  if (unknown !== undefined) {
    throw new GraphError(`Unknown input ${unknown}; expected ${inputs.map((input) => input.name).join(', ')}`)
  }
  const sizes = new Map<string, number>()
  for (const { name, dtype, shape } of inputs) {
    const feed = feeds[name]
    if (!feed) throw new GraphError(`Input ${name} is missing`)
    const fits = feed.dtype === dtype && feed.shape.length === shape.length
    const matches = shape.every((size, axis) => {
      const expected = typeof size === 'number' ? size : (sizes.get(size) ?? feed.shape[axis]!)
      if (typeof size === 'string') sizes.set(size, expected)
      return feed.shape[axis] === expected
    })
    if (!fits || !matches) {
      throw new GraphError(
        `Input ${name}: expected ${dtype} ${showShape(shape)}, got ${feed.dtype} ${showShape(feed.shape)}`,
      )
    }
  }
}
