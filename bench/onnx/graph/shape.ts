/** The size of one axis: fixed, or a name that stands for a size known only when the graph runs. */
export type Dim = number | string
export type Shape = readonly Dim[]

/** A mistake in the description of a network: sizes that do not fit, an unknown axis. Never caused by a user's data. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
}

export const isFixed = (shape: Shape): shape is readonly number[] =>
  shape.every((size) => typeof size === 'number')

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** The number of elements, or null when an axis is symbolic. */
export const countElements = (shape: Shape): number | null =>
  isFixed(shape) ? shape.reduce((n, size) => n * size, 1) : null

/** A negative axis counted from the end. Throws when the shape has no such axis. */
export function normalAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) {
    throw new GraphError(`Axis ${axis}: expected one of ${rank} axes`)
  }
  return normal
}

/** Shape of an elementwise operation under NumPy's broadcasting. Two different names are never assumed equal. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1
    const right = b[i - rank + b.length] ?? 1
    if (left === right || right === 1) return left
    if (left === 1) return right
    throw new GraphError(`Shapes ${showShape(a)} and ${showShape(b)} do not broadcast`)
  })
}

/** Throws unless the two sizes are the same number or the same name. */
export function expectSame(a: Dim | undefined, b: Dim | undefined, what: string): void {
  if (a !== b) throw new GraphError(`${what}: expected ${b}, got ${a}`)
}
