import type { DimensionId } from '../records/dimension.ts'
import { assertBaselineFits } from './comparable.ts'
import { type Prepared, usedBackbones } from './prepare.ts'

/** Refuses a baseline that the coming run can't be compared with (RUNS_DIFFER), before any clip is made. */
export function checkBaseline({ request, measures }: Prepared): void {
  const { baseline, suite, profile, promptList } = request
  if (baseline === null) return
  const evaluators = new Map<DimensionId, { version: number; backbone: string }>()
  for (const [id, measure] of measures) {
    const { evaluator, obstacle } = measure
    const { name } = usedBackbones(measure, baseline.result.protocol)
    if (evaluator === null || name === null || obstacle !== null) continue
    evaluators.set(id, { version: evaluator.meta.version, backbone: name })
  }
  assertBaselineFits(baseline, { suite, profile, promptList, evaluators })
}
