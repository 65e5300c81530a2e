// B windows, L = rows · columns places of a window, C width, D width of a head
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor, tensor } from '../../../tensor/tensor.ts'

/** A grid of patches. */
export interface Grid {
  readonly rows: number
  readonly columns: number
}

interface RelativeOptions {
  readonly heads: number
  readonly grid: Grid
  /** Learned vectors of vertical and horizontal offsets, [2S − 1, D] each, S the grid that was trained on. */
  readonly vertical: Value
  readonly horizontal: Value
}

/**
 * Attention among the places of each window whose scores hold, beside the scaled product of query and key, the
 * products of the query with the vectors of the two offsets. Queries, keys and values packed, [B, L, 3C] → [B, L, C].
 *
 * Queries are lengthened by their products with all offset vectors and keys by the places' one-hot codes, so that one
 * product gives the whole score and no [L, L] table of offsets is held.
 *
 * Source: Li et al. 2022 (MViTv2), section 4.1; GRiT, grit/modeling/backbone/utils.py, add_decomposed_rel_pos.
 */
export function relativeAttention(
  g: Graph,
  packed: Value,
  { heads, grid, vertical, horizontal }: RelativeOptions,
): Value {
  const { rows, columns } = grid
  const [q, k, v] = g.chunk(packed, 3, -1) as [Value, Value, Value]
  const [batch, length, width] = q.shape as readonly [number, number, number]
  const size = width / heads
  const byHead = (x: Value) => g.reshape(x, [batch, length, heads, -1])
  const joined = (parts: readonly Value[]) => g.reshape(g.concat(parts, -1), [batch, length, -1])

  const lines = g.reshape(q, [batch, rows, columns * heads, size])
  const down = g.matMul(lines, offsetVectors(g, vertical, rows)) // [B, rows, columns·heads, rows]
  const turned = swapSides(g, q, [rows, columns], [heads, size]) // [B, columns, rows·heads, D]
  const across = g.matMul(turned, offsetVectors(g, horizontal, columns)) // [B, columns, rows·heads, columns]
  const straight = swapSides(g, across, [columns, rows], [heads, columns])

  const scaled = g.mul(byHead(q), 1 / Math.sqrt(size)) // the offsets' part has the unscaled query
  const queries = joined([scaled, byHead(down), byHead(straight)]) // [B, L, heads·(D + rows + columns)]
  const codes = g.expand(placeCodes(g, grid), [batch, length, heads, rows + columns])
  const keys = joined([byHead(k), codes])
  return g.attention(queries, keys, v, heads, { scale: 1 })
}

/** Swaps the two sides of a grid: places in order of `sides`, each of `inner` → [B, sides[1], sides[0]·inner[0], inner[1]]. */
function swapSides(
  g: Graph,
  x: Value,
  [outer, middle]: readonly [number, number],
  [count, size]: readonly [number, number],
): Value {
  const places = g.reshape(x, [x.shape[0]!, outer, middle, count, size])
  return g.reshape(g.transpose(places, [0, 2, 1, 3, 4]), [x.shape[0]!, middle, outer * count, size])
}

/** For every place of a line of `size`, the vectors of its offsets to all places: [2S − 1, D] → [size, D, size]. */
function offsetVectors(g: Graph, table: Value, size: number): Value {
  const stored = table.shape[0] as number
  const count = 2 * size - 1
  const resized =
    stored === count
      ? table
      : g.matMul(g.cast(g.constant(lineInterpolation(stored, count)), table.dtype), table)
  const offsets = BigInt64Array.from({ length: size * size }, (_, i) =>
    BigInt(Math.floor(i / size) - (i % size) + size - 1),
  )
  const vectors = g.gather(resized, g.constant(tensor('int64', [size, size], offsets))) // [size, size, D]
  return g.transpose(vectors, [0, 2, 1])
}

/** Linear interpolation of a line of `from` values to `to` values, pixel centres at halves: [to, from]. */
function lineInterpolation(from: number, to: number) {
  const matrix = floatTensor([to, from])
  for (let place = 0; place < to; place++) {
    const source = Math.max(((place + 0.5) * from) / to - 0.5, 0)
    const before = Math.floor(source)
    const after = Math.min(before + 1, from - 1)
    matrix.data[place * from + before]! += 1 - (source - before)
    matrix.data[place * from + after]! += source - before
  }
  return matrix
}

/** For every place a 1 at its row and a 1 at its column, [1, L, 1, rows + columns]. */
function placeCodes(g: Graph, { rows, columns }: Grid): Value {
  const width = rows + columns
  const codes = floatTensor([1, rows * columns, 1, width])
  for (let place = 0; place < rows * columns; place++) {
    codes.data[place * width + Math.floor(place / columns)] = 1
    codes.data[place * width + rows + (place % columns)] = 1
  }
  return g.cast(g.constant(codes), g.precision)
}
