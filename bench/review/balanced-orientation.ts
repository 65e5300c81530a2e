import type { Random } from '../tensor/random.ts'

/**
 * Turns each edge of a graph so that every node has as many edges going out as coming in, ±1: trails are walked from
 * the nodes of odd degree until they end, then from all others until they close (the argument of Euler's theorem).
 *
 * @param edges pairs of node numbers below `nodes`
 * @returns for each edge, whether it goes from its first to its second node; which of the solutions is random
 */
export function balancedOrientation(
  edges: readonly (readonly [number, number])[],
  nodes: number,
  random: Random,
): boolean[] {
  const order = random.shuffle(edges.map((_, index) => index))
  const open: number[][] = Array.from({ length: nodes }, () => [])
  for (const edge of order) for (const node of edges[edge]!) open[node]!.push(edge)
  const forward = new Array<boolean | undefined>(edges.length)
  const walk = (start: number) => {
    for (let node = start; ; ) {
      const edge = open[node]!.find((candidate) => forward[candidate] === undefined)
      if (edge === undefined) return
      const [from, to] = edges[edge]!
      forward[edge] = node === from
      node = node === from ? to : from
    }
  }
  const shuffled = random.shuffle(Array.from({ length: nodes }, (_, node) => node))
  for (const node of shuffled) if (isOdd(open[node]!, forward)) walk(node)
  for (const node of shuffled) walk(node)
  // A walk always leaves its start forwards; turning all edges at once keeps the balance and removes that preference.
  const turn = random.integer(2) === 1
  return forward.map((direction) => direction! !== turn)
}

/** Whether an odd number of the edges has no direction yet. */
const isOdd = (edges: readonly number[], forward: readonly (boolean | undefined)[]) =>
  edges.filter((edge) => forward[edge] === undefined).length % 2 === 1
