/** An order of the tokens of a square grid: at each place, the token's number, counted row by row. */
export type TokenOrder = readonly number[]

/** Row by row. */
export const rowOrder = (side: number): TokenOrder => Array.from({ length: side * side }, (_, i) => i)

/**
 * Window by window, and row by row within each: the grid is first rolled up and to the left by `shift` tokens, what
 * leaves coming back at the other end.
 */
export function windowOrder(side: number, window: number, shift: number): TokenOrder {
  const windows = side / window
  return Array.from({ length: side * side }, (_, place) => {
    const [number, inner] = [Math.floor(place / window ** 2), place % window ** 2]
    const row = Math.floor(number / windows) * window + Math.floor(inner / window)
    const column = (number % windows) * window + (inner % window)
    return ((row + shift) % side) * side + ((column + shift) % side)
  })
}

/**
 * Four tokens of the grid of twice the side for each token of `order`: upper left, lower left, upper right, lower right.
 */
export function quadOrder(order: TokenOrder, side: number): TokenOrder {
  return order.flatMap((token) => {
    const first = 2 * Math.floor(token / side) * 2 * side + 2 * (token % side)
    return [first, first + 2 * side, first + 1, first + 2 * side + 1]
  })
}

/** Where the tokens of `to` stand in `from`. */
export function placesIn(from: TokenOrder, to: TokenOrder): readonly number[] {
  const places = new Int32Array(from.length)
  from.forEach((token, place) => {
    places[token] = place
  })
  return to.map((token) => places[token]!)
}

/**
 * For each place of `order` the part of the grid that it belongs to. Windows of a rolled grid hold up to four parts that
 * are not neighbours.
 */
export function rolledParts(order: TokenOrder, side: number, window: number, shift: number): Int32Array {
  // a token's row or column on the rolled grid, in one of three ranges
  const range = (natural: number) => {
    const rolled = (natural - shift + side) % side
    return rolled < side - window ? 0 : rolled < side - shift ? 1 : 2
  }
  return Int32Array.from(order, (token) => 3 * range(Math.floor(token / side)) + range(token % side))
}
