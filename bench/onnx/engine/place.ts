import { dataTypes, elementCount } from '../../tensor/tensor.ts'
import type { Graph } from '../graph/graph.ts'

/** What fits into this many bytes, in the graph's precision, is kept in memory of its own. */
const residentBytes = 2 * 2 ** 30

/** Where a graph's weights are used unless a session is told: copied and reordered once, or mapped from their file. */
export function defaultPlace(graph: Graph): 'resident' | 'mapped' {
  const { bytes } = dataTypes[graph.precision]
  const parameters = [...graph.parameters.values()].map(
    ({ parameter }) => elementCount(parameter.shape) * bytes,
  )
  return parameters.reduce((sum, size) => sum + size, 0) <= residentBytes ? 'resident' : 'mapped'
}
