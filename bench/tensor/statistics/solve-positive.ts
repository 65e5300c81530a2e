/**
 * x with A x = b for a symmetric positive definite A (n × n, row by row), by Cholesky's factorisation (Golub and Van
 * Loan, "Matrix Computations", 4th edition, section 4.2). Throws where A is not positive definite.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  const factor = choleskyFactor(matrix, n)
  const x = right.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!
    x[i]! /= factor[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= factor[k * n + i]! * x[k]!
    x[i]! /= factor[i * n + i]!
  }
  return x
}

/** The lower triangle L with L Lᵀ = A. */
function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!
      if (i !== j) {
        factor[i * n + j] = rest / factor[j * n + j]!
        continue
      }
      if (!(rest > 0)) throw new RangeError(`solvePositive: pivot ${i} is ${rest}, expected above 0`)
      factor[i * n + i] = Math.sqrt(rest)
    }
  }
  return factor
}
