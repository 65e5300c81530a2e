import { tiers } from '../../suites/contract.ts'
import { formKinds } from '../config/preference.ts'
import type { KnownNames } from '../config/validate.ts'
import { dimensionIds } from '../records/dimension.ts'
import type { NameKind } from './options.ts'
import { suiteRuns } from './suite-runs.ts'

/** The names that the tables know, for checks and completion. */
export async function knownNames(): Promise<Readonly<Record<NameKind, readonly string[]>> & KnownNames> {
  const [
    { suites },
    { generators },
    { profileIds },
    { reportFormats },
    { reporters },
    { gateMetrics },
    { degradations },
  ] = await Promise.all([
    import('../../suites/table.ts'),
    import('../generators/table.ts'),
    import('../../evaluators/profiles.ts'),
    import('../../reports/table.ts'),
    import('./reporters/table.ts'),
    import('../pipeline/gates.ts'),
    import('../generators/toybox/degrade.ts'),
  ])
  return {
    suites: [...Object.keys(suites), ...Object.keys(suiteRuns)],
    prompts: [...new Set(Object.values(suites).flatMap((suite) => Object.keys(suite.promptSources)))].concat(
      'from-files',
    ),
    generators: Object.keys(generators),
    profiles: profileIds,
    dimensions: dimensionIds,
    metrics: gateMetrics,
    degradations,
    tiers,
    forms: formKinds,
    formats: Object.keys(reportFormats),
    reporters: Object.keys(reporters),
    shells,
  }
}

export const shells = ['bash', 'zsh', 'fish'] as const
