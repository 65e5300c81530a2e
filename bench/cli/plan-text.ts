import type { RunRequest } from '../pipeline/contract.ts'
import { planClips } from '../pipeline/plan.ts'
import { dimensionIds } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import { costText, type ModelCost } from './cost-plan.ts'
import { columns, print, printJson } from './print.ts'

/** What the clips cost, and why the run would be stopped for it. */
export interface Bill {
  readonly costs: readonly ModelCost[]
  readonly problem: Problem | null
}

/** `--dry-run`: how many clips would be made and scored, by model and by dimension, and what making them costs. */
export function printPlan(request: RunRequest, { costs, problem }: Bill, asJson: boolean): void {
  const clips = planClips(request)
  const models = request.generators.map(({ model, makesClips }) => {
    const own = clips.filter((clip) => clip.model === model)
    return { model, makesClips, clips: own.length, dimensions: countDimensions(own) }
  })
  const { name, count, sha256 } = request.promptList
  if (asJson) {
    printJson({
      suite: request.suite.id,
      profile: request.profile.id,
      promptList: { name, count, sha256 },
      models,
      costs,
      problem,
    })
    return
  }
  print(`${request.suite.title} · profile ${request.profile.id} · ${count} prompts of ${name}`)
  for (const { model, makesClips, clips: total, dimensions } of models) {
    print(`\n${model}: ${total} clips to ${makesClips ? 'make' : 'find'} and score`)
    print(columns(Object.entries(dimensions).map(([id, found]) => [`  ${id}`, String(found)])))
  }
  if (costs.length > 0) print(`\nCost\n${costText(costs)}`)
}

function countDimensions(clips: readonly PlannedClip[]): Record<string, number> {
  const counts = dimensionIds.map(
    (id) => [id, clips.filter(({ dimensions }) => dimensions.includes(id)).length] as const,
  )
  return Object.fromEntries(counts.filter(([, found]) => found > 0))
}
