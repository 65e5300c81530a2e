import { expect } from 'vitest'

/** How far a count from a graph may lie from the formula by hand. */
const tolerance = 0.005

export const expectWithin = (counted: number, byHand: number): void =>
  expect(Math.abs(counted / byHand - 1), `${counted} against ${byHand}`).toBeLessThan(tolerance)
