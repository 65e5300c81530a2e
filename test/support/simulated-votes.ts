import { createHash } from 'node:crypto'
import type { DimensionId } from '../../bench/records/dimension.ts'
import type { StudyClip } from '../../bench/records/study-plan.ts'
import type { Answers, Form, Item, Rater, SideAnswer, Study } from '../../bench/records/vote.ts'
import { draftStudy, type StudyDraft, type StudySettings } from '../../bench/review/draft-study.ts'
import type { StudySource } from '../../bench/review/study-source.ts'
import { type Random, seededRandom } from '../../bench/tensor/random.ts'
import type { AnswerVote, VotesInput } from '../../evaluators/human-preference/contract.ts'
import { questionTitles } from '../../suites/preference/index.ts'
import type { Temper } from './simulated-study.ts'

/** People and models as they really are, for studies whose truth is known. */
export interface VotingWorld {
  readonly models: readonly string[]
  /** Log worth by model. */
  readonly strengths: readonly number[]
  readonly prompts: number
  readonly form: Form
  readonly settings?: Partial<StudySettings>
  readonly tempers: readonly Temper[]
  readonly tie: number
  readonly sideBias: number
  /** Of what would be a tie: the share that calls both bad. */
  readonly bothBad: number
  /** Share of judgements that can't be made. */
  readonly cantJudge: number
  /** Spread of a clip's own worth around its model's. */
  readonly clipSpread: number
  /** By dimension: how much its score follows a clip's true worth, 0 … 1. */
  readonly scores?: Readonly<Partial<Record<DimensionId, number>>>
}

export const careful = (count: number): Temper[] => new Array<Temper>(count).fill('careful')

/** How often a careful rater names the degraded copy, by mistake. */
const goldMistakes = 0.03

/** Plans the study and has every item answered. The same world and seed give the same votes. */
export function simulatedVotes(
  world: VotingWorld,
  seed: number,
): VotesInput & { readonly draft: StudyDraft } {
  const random = seededRandom('simulated votes', seed)
  const worths = world.models.map((_, model) =>
    Array.from({ length: world.prompts }, () => world.strengths[model]! + world.clipSpread * random.normal()),
  )
  const source = sourceOf(world, worths, random)
  const settings: StudySettings = {
    form: world.form,
    raters: world.tempers.length,
    ratersPerItem: Math.min(3, world.tempers.length),
    goldRate: 0.2,
    repeatRate: 0.1,
    seed,
    against: null,
    excludeBelowGold: 0.75,
    minimumWatchSeconds: 0,
    ...world.settings,
  }
  const draft = draftStudy(source, settings, { studyId: 'a study', createdAtMilliseconds: 0 })
  const raters = world.tempers.map(
    (temper, slot): Rater => ({
      id: `rater-${slot}`,
      studyId: draft.study.id,
      slot,
      label: `${temper} ${slot + 1}`,
      origin: 'link',
      createdAtMilliseconds: slot,
      releasedAtMilliseconds: null,
      state: { kind: 'active' },
    }),
  )
  return {
    draft,
    study: draft.study,
    prompts: draft.prompts,
    clips: draft.clips.map(fakeClip),
    items: draft.items,
    raters,
    assignments: new Map(
      raters.map(({ id, slot }) => [
        id,
        draft.items.filter((item) => item.slot === slot).map((item) => item.id),
      ]),
    ),
    answers: castVotes(world, draft.study, draft.items, raters, worths, random),
    titles: questionTitles,
    bootstrap: { resamples: 200, level: 0.95 },
  }
}

/**
 * Has raters answer their items.
 *
 * @param worths of the clips, by model and prompt
 */
export function castVotes(
  world: VotingWorld,
  study: Study,
  items: readonly Item[],
  raters: readonly Rater[],
  worths: readonly (readonly number[])[],
  random: Random,
): AnswerVote[] {
  const people = new People(world, study, worths, random)
  return raters.flatMap((rater) =>
    items.filter(({ slot }) => slot === rater.slot).map((item) => people.vote(rater, item)),
  )
}

function sourceOf(world: VotingWorld, worths: readonly number[][], random: Random): StudySource {
  const prompts = Array.from({ length: world.prompts }, (_, index) => ({
    id: String(index).padStart(4, '0'),
    text: `a red circle number ${index + 1} moving left on a blue background`,
    dimensions: [],
  }))
  const scores = worths.map((own) =>
    own.map((worth) =>
      Object.fromEntries(
        Object.entries(world.scores ?? {}).map(([id, follows]) => [
          id,
          follows * worth + (1 - follows) * random.normal(),
        ]),
      ),
    ),
  )
  return {
    models: world.models,
    prompts,
    clipOf: (model, promptId) => ({
      model,
      promptId,
      sampleIndex: 0,
      runId: null,
      path: `/videos/${model}/${promptId}.mp4`,
      sha256: createHash('sha256').update(`${model} ${promptId}`).digest('hex'),
      scores: scores[world.models.indexOf(model)]![Number(promptId)]!,
    }),
  }
}

/** A clip of the store, as if its file had been made. */
export function fakeClip({ clipId, degraded, source }: StudyDraft['clips'][number]): StudyClip {
  return {
    clipId,
    model: source.model,
    promptId: source.promptId,
    degraded,
    path: `media/${clipId}.mp4`,
    sha256: 'made',
    bytes: 1000,
    video: {
      width: 128,
      height: 128,
      frameCount: 16,
      fps: 8,
      durationSeconds: 2,
      codec: 'h264',
      pixelFormat: 'yuv420p',
      rotationDegrees: 0,
      variableFrameRate: false,
    },
    source: { runId: source.runId, sampleIndex: 0, path: source.path, sha256: source.sha256 },
    scores: degraded ? {} : source.scores,
  }
}

class People {
  readonly #world: VotingWorld
  readonly #study: Study
  readonly #worths: readonly (readonly number[])[]
  readonly #random: Random
  #votes = 0

  constructor(world: VotingWorld, study: Study, worths: readonly (readonly number[])[], random: Random) {
    this.#world = world
    this.#study = study
    this.#worths = worths
    this.#random = random
  }

  vote(rater: Rater, item: Item): AnswerVote {
    const temper = this.#world.tempers[rater.slot]!
    this.#votes++
    return {
      kind: 'answer',
      key: `00000000-0000-4000-8000-${String(this.#votes).padStart(12, '0')}`,
      studyId: rater.studyId,
      itemId: item.id,
      raterId: rater.id,
      castAtMilliseconds: this.#votes * 1000,
      answers: this.#answers(temper, item),
      watchedSeconds: temper === 'careful' ? 4 : 1,
      decisionSeconds: temper === 'careful' ? 8 + 4 * this.#random.next() : 1.5,
      ...(this.#votes % 37 === 0 && { comment: 'The left one <b>jumps</b> near the end.' }),
    }
  }

  #answers(temper: Temper, item: Item): Answers {
    const { form } = this.#study
    if (item.kind === 'rating') {
      const aspects = form.kind === 'rating' ? form.aspects : []
      return {
        kind: 'rating',
        byAspect: Object.fromEntries(aspects.map((aspect) => [aspect, this.#rating(temper, item)])),
      }
    }
    const asked = item.kind === 'dimensions' ? item.dimensions : form.kind === 'pairwise' ? form.aspects : []
    const given = Object.fromEntries(asked.map((question) => [question, this.#side(temper, item)]))
    return item.kind === 'dimensions'
      ? { kind: 'dimensions', byDimension: given }
      : { kind: 'pairwise', byAspect: given }
  }

  #side(temper: Temper, item: Exclude<Item, { kind: 'rating' }>): SideAnswer {
    const random = this.#random
    if (temper === 'lazy') return 'first'
    if (temper === 'random') return (['first', 'second', 'tie'] as const)[random.integer(3)]!
    if (item.first.degraded || item.second.degraded) {
      const right = item.first.degraded ? 'second' : 'first'
      const wrong = right === 'first' ? 'second' : 'first'
      return random.next() < goldMistakes ? wrong : right
    }
    if (random.next() < this.#world.cantJudge) return 'cant-judge'
    const [first, second] = [this.#worth(item.first.model, item), this.#worth(item.second.model, item)]
    const mass = [
      Math.exp(first + this.#world.sideBias / 2),
      Math.exp(second - this.#world.sideBias / 2),
      Math.exp(this.#world.tie + (first + second) / 2),
    ] as const
    const draw = random.next() * (mass[0] + mass[1] + mass[2])
    if (draw < mass[0]) return 'first'
    if (draw < mass[0] + mass[1]) return 'second'
    return random.next() < this.#world.bothBad ? 'both-bad' : 'tie'
  }

  #rating(temper: Temper, item: Extract<Item, { kind: 'rating' }>): number | 'cant-judge' {
    const random = this.#random
    if (temper === 'lazy') return 4
    if (temper === 'random') return 1 + random.integer(5)
    if (random.next() < this.#world.cantJudge) return 'cant-judge'
    const worth = this.#worth(item.clip.model, item) - (item.clip.degraded ? 4 : 0)
    return Math.min(5, Math.max(1, Math.round(3.2 + worth + 0.4 * random.normal())))
  }

  #worth(model: string, { promptId }: Item): number {
    return this.#worths[this.#world.models.indexOf(model)]![this.#study.promptIds.indexOf(promptId)]!
  }
}
