import type { Suite } from '../../suites/contract.ts'
import { suites } from '../../suites/table.ts'
import { unknownName } from '../config/unknown-name.ts'

/** The suite of a name. Throws UNKNOWN_NAME. */
export function suiteOf(name: string): Suite {
  if (Object.hasOwn(suites, name)) return suites[name as keyof typeof suites]
  throw unknownName('suite', name, Object.keys(suites))
}
