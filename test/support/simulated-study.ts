import type { SideAnswer } from '../../bench/records/vote.ts'
import { type PlannedItem, planStudy } from '../../bench/review/plan.ts'
import { type Random, seededRandom } from '../../bench/tensor/random.ts'
import {
  comparePairs,
  countIndex,
  type DavidsonFit,
  fitDavidson,
  type PairedComparison,
  type PairedVote,
  raterQuality,
} from '../../bench/tensor/statistics.ts'

/** What simulated people are made of. Half the prompts (and half the careful raters) lie on either side of the spreads. */
export interface World {
  readonly strengths: readonly number[]
  readonly tie: number
  readonly sideBias: number
  /** By model: added to the strengths on one half of the prompts, subtracted on the other. */
  readonly promptSpread: readonly number[]
  /** Added to the side bias of one half of the raters, subtracted for the other. */
  readonly raterSpread: number
}

export type Temper = 'careful' | 'lazy' | 'random'

export interface SimulatedRater {
  readonly temper: Temper
  readonly goldShare: number
  readonly selfConsistency: number
}

/** Of 12 raters, the first 8 are careful, 2 always choose the side shown first, 2 draw lots. */
const tempers: readonly Temper[] = [
  ...new Array<Temper>(8).fill('careful'),
  'lazy',
  'lazy',
  'random',
  'random',
]
/** How often a careful rater names the degraded copy of a gold pair, by mistake. */
const goldMistakes = 0.03
/** Below this share of gold pairs a rater is left out; lots give 1/3, one side 1/2, careful ones 0.97. */
const goldThreshold = 0.75

/** Strengths, tie and side bias that infinitely many votes of this world would give: the fit of expected outcomes. */
export function truthOf(world: World): DavidsonFit {
  const models = world.strengths.length
  const counts = new Float64Array(models * models * 3)
  for (let first = 0; first < models; first++) {
    for (let second = 0; second < models; second++) {
      if (first === second) continue
      for (const promptSide of [-1, 1]) {
        for (const raterSide of [-1, 1]) {
          const p = chances(world, first, second, promptSide, raterSide)
          counts[countIndex(models, first, second, 'first')]! += 1e6 * p[0]
          counts[countIndex(models, first, second, 'second')]! += 1e6 * p[1]
          counts[countIndex(models, first, second, 'tie')]! += 1e6 * p[2]
        }
      }
    }
  }
  const { fit, reason } = fitDavidson(counts, models, { priorWeight: 1e-6 })
  if (fit === null) throw new Error(reason)
  return fit
}

export interface SimulatedStudy {
  readonly raters: readonly SimulatedRater[]
  /** From the votes of the raters who pass on gold pairs. */
  readonly kept: PairedComparison
  /** From all votes. */
  readonly all: PairedComparison
}

/** Plans a study, has it answered, and analyses it as the owner would. */
export function simulateStudy(world: World, seed: number, resamples: number): SimulatedStudy {
  const random = seededRandom('simulated people', seed)
  const prompts = 24
  const plan = planStudy({
    models: world.strengths.length,
    prompts,
    raters: tempers.length,
    ratersPerPair: 6,
    goldRate: 0.25,
    repeatRate: 0.15,
    seed,
  })
  const promptSides = Array.from({ length: prompts }, () => (random.next() < 0.5 ? -1 : 1))
  const sheets = plan.map((items, rater) => {
    const raterSide = random.next() < 0.5 ? -1 : 1
    return items.map((item) =>
      answer(world, item, tempers[rater]!, promptSides[item.prompt]!, raterSide, random),
    )
  })
  const raters = plan.map((items, rater) => judge(items, sheets[rater]!, tempers[rater]!))
  const votes = plan.flatMap((items, rater) => votesOf(items, sheets[rater]!, rater))
  const analyse = (chosen: readonly PairedVote[]) => {
    const options = { resamples, level: 0.95, seed: ['simulation', seed] }
    const { comparison, reason } = comparePairs(chosen, world.strengths.length, options)
    if (comparison === null) throw new Error(reason)
    return comparison
  }
  return {
    raters,
    kept: analyse(votes.filter(({ rater }) => passes(raters[rater]!))),
    all: analyse(votes),
  }
}

export const passes = ({ goldShare }: SimulatedRater) => goldShare >= goldThreshold

function answer(
  world: World,
  item: PlannedItem,
  temper: Temper,
  promptSide: number,
  raterSide: number,
  random: Random,
): 'first' | 'second' | 'tie' {
  if (temper === 'lazy') return 'first'
  if (temper === 'random') return (['first', 'second', 'tie'] as const)[random.integer(3)]!
  if (item.kind === 'gold') {
    const better = item.degraded === 'first' ? 'second' : 'first'
    return random.next() < goldMistakes ? item.degraded : better
  }
  const p = chances(world, item.first, item.second, promptSide, raterSide)
  const draw = random.next()
  return draw < p[0] ? 'first' : draw < p[0] + p[1] ? 'second' : 'tie'
}

/** Probabilities of first, second and tie, from the model's definition. */
function chances(world: World, first: number, second: number, promptSide: number, raterSide: number) {
  const strength = (model: number) => world.strengths[model]! + promptSide * world.promptSpread[model]!
  const side = world.sideBias + raterSide * world.raterSpread
  const mass = [
    Math.exp(strength(first) + side / 2),
    Math.exp(strength(second) - side / 2),
    Math.exp(world.tie + (strength(first) + strength(second)) / 2),
  ] as const
  const sum = mass[0] + mass[1] + mass[2]
  return [mass[0] / sum, mass[1] / sum, mass[2] / sum] as const
}

function judge(
  items: readonly PlannedItem[],
  answers: readonly SideAnswer[],
  temper: Temper,
): SimulatedRater {
  const gold = items.flatMap((item, at) =>
    item.kind === 'gold' ? [{ answer: answers[at]!, degraded: item.degraded }] : [],
  )
  const repeats = items.flatMap((item, at) =>
    item.kind === 'repeat' ? [{ original: answers[item.of]!, exchanged: answers[at]! }] : [],
  )
  const quality = raterQuality(gold, repeats, 0.95)
  return {
    temper,
    goldShare: quality.gold!.share,
    selfConsistency: quality.selfConsistency!.share,
  }
}

/** Ordinary items only: a repeat is a check, not a second vote. */
const votesOf = (
  items: readonly PlannedItem[],
  answers: readonly ('first' | 'second' | 'tie')[],
  rater: number,
): PairedVote[] =>
  items.flatMap((item, at) =>
    item.kind === 'plain'
      ? [{ first: item.first, second: item.second, prompt: item.prompt, rater, outcome: answers[at]! }]
      : [],
  )
