import { BenchError } from '../errors.ts'
import { nearestName } from '../records/nearest-name.ts'

/** The error for a name that a table does not have. */
export function unknownName(kind: string, found: string, known: readonly string[]): BenchError {
  const near = nearestName(found, known)
  const suggestion = near === null ? '' : `Did you mean "${near}"? `
  return new BenchError('UNKNOWN_NAME', { kind, found, suggestion, known: known.join(', ') })
}
