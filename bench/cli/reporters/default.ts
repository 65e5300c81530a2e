import { bar } from './bar.ts'
import type { Reporter, ReporterContext } from './contract.ts'
import { plain } from './plain.ts'

/** A bar on a terminal, plain lines elsewhere and in CI. */
export function defaultReporter(context: ReporterContext): Reporter {
  const inCi = context.env.CI !== undefined && context.env.CI !== '' && context.env.CI !== 'false'
  return context.isTerminal && !inCi && context.env.TERM !== 'dumb' ? bar(context) : plain(context)
}
