import type { DimensionId } from '../records/dimension.ts'
import { identityOf, type Json } from '../records/identity.ts'
import type { StudyPrompt } from '../records/study-plan.ts'
import type { Form, Item, ItemClip, ItemMark, Study } from '../records/vote.ts'
import { type Random, seededRandom } from '../tensor/random.ts'
import { type PlannedItem, planStudy } from './plan.ts'
import { type PlannedRating, planRatings } from './plan-ratings.ts'
import type { SourceClip, SourcePrompt, StudySource } from './study-source.ts'

/** What the owner decides of a study. */
export interface StudySettings {
  readonly form: Form
  readonly raters: number
  readonly ratersPerItem: number
  readonly goldRate: number
  readonly repeatRate: number
  readonly seed: number
  /** Compare this model with every other one; null for all pairs. */
  readonly against: string | null
  readonly excludeBelowGold: number | null
  readonly minimumWatchSeconds: number
}

/** A study before its clips are made. */
export interface StudyDraft {
  readonly study: Study
  readonly prompts: readonly StudyPrompt[]
  /** Every clip that an item shows, each once, in the order of models and prompts. */
  readonly clips: readonly DraftClip[]
  /** By slot, then by position. */
  readonly items: readonly Item[]
}

export interface DraftClip {
  readonly clipId: string
  readonly degraded: boolean
  readonly source: SourceClip
}

/** Practice items at the head of every slot: an easy one, then an ordinary one. */
export const practiceItems = 2

/**
 * Plans a study: who is shown what, in which order, on which side. Equal sources and settings give the same plan. The ids
 * are the store's own: raters' browsers see others, which the server keys by a secret.
 */
export function draftStudy(
  source: StudySource,
  settings: StudySettings,
  { studyId, createdAtMilliseconds }: { readonly studyId: string; readonly createdAtMilliseconds: number },
): StudyDraft {
  const { form, raters, ratersPerItem, goldRate, repeatRate, seed } = settings
  const study: Study = {
    id: studyId,
    form,
    seed,
    models: [...source.models],
    promptIds: source.prompts.map(({ id }) => id),
    raters,
    ratersPerItem,
    goldRate,
    repeatRate,
    ...(settings.excludeBelowGold !== null && { excludeBelowGold: settings.excludeBelowGold }),
    minimumWatchSeconds: settings.minimumWatchSeconds,
    createdAtMilliseconds,
  }
  const maker = new ItemMaker(study, source, planIdentity(source, settings))
  const items = form.kind === 'rating' ? ratingItems(maker) : pairItems(maker, settings.against)
  return {
    study,
    prompts: source.prompts.map(({ id, text }) => ({ id, text })),
    clips: maker.clips(),
    items,
  }
}

/** Hash of all that decides who is shown what. */
export function planIdentity({ models, prompts, clipOf }: StudySource, settings: StudySettings): string {
  const { excludeBelowGold: _rule, minimumWatchSeconds: _watch, ...deciding } = settings
  return identityOf({
    models,
    prompts: prompts.map(({ id, text, dimensions }) => ({ id, text, dimensions })),
    clips: models.map((model) => prompts.map(({ id }) => clipOf(model, id).sha256)),
    settings: deciding as unknown as Json,
  })
}

const idOf = (value: Json) => identityOf(value).slice(0, 32)

/** Members of an item that say where it stands. */
interface Place {
  readonly slot: number
  readonly position: number
  readonly prompt: number
  readonly mark: ItemMark
}

/** Turns numbers of models and prompts into items and keeps the clips that they need. */
class ItemMaker {
  readonly study: Study
  readonly source: StudySource
  readonly #plan: string
  readonly #needed = new Set<string>()

  constructor(study: Study, source: StudySource, plan: string) {
    this.study = study
    this.source = source
    this.#plan = plan
  }

  itemId(slot: number, position: number): string {
    return idOf([this.#plan, 'item', slot, position])
  }

  pair(place: Place, first: ItemClip, second: ItemClip): Item {
    const members = { ...this.#base(place), first, second }
    const { form } = this.study
    return form.kind === 'dimensions'
      ? { kind: 'dimensions', ...members, dimensions: this.#dimensionsOf(place.prompt, form.dimensions) }
      : { kind: 'pairwise', ...members }
  }

  rating(place: Place, clip: ItemClip): Item {
    return { kind: 'rating', ...this.#base(place), clip }
  }

  clip(model: number, prompt: number, degraded = false): ItemClip {
    const name = this.study.models[model]!
    this.#needed.add(JSON.stringify([name, prompt, degraded]))
    return { clipId: this.#clipId(name, prompt, degraded), model: name, degraded }
  }

  clips(): DraftClip[] {
    const { models, promptIds } = this.study
    return models.flatMap((model) =>
      promptIds.flatMap((promptId, prompt) =>
        [false, true]
          .filter((degraded) => this.#needed.has(JSON.stringify([model, prompt, degraded])))
          .map((degraded) => ({
            clipId: this.#clipId(model, prompt, degraded),
            degraded,
            source: this.source.clipOf(model, promptId),
          })),
      ),
    )
  }

  #clipId(model: string, prompt: number, degraded: boolean): string {
    return idOf([this.#plan, 'clip', model, this.study.promptIds[prompt]!, degraded])
  }

  #base({ slot, position, prompt, mark }: Place) {
    return {
      id: this.itemId(slot, position),
      studyId: this.study.id,
      slot,
      position,
      promptId: this.study.promptIds[prompt]!,
      mark,
    }
  }

  #dimensionsOf(prompt: number, asked: readonly DimensionId[]): DimensionId[] {
    return questionsOn(this.source.prompts[prompt]!, asked)
  }
}

/** The asked dimensions that a prompt is made for; all of them where its list names none. */
export function questionsOn({ dimensions }: SourcePrompt, asked: readonly DimensionId[]): DimensionId[] {
  return dimensions.length === 0 ? [...asked] : asked.filter((id) => dimensions.includes(id))
}

function pairItems(maker: ItemMaker, against: string | null): Item[] {
  const { study } = maker
  const pairs = against === null ? null : pairsWith(study.models.indexOf(against), study.models.length)
  const plan = planStudy({
    models: study.models.length,
    prompts: study.promptIds.length,
    raters: study.raters,
    ratersPerPair: study.ratersPerItem,
    goldRate: study.goldRate,
    repeatRate: study.repeatRate,
    seed: study.seed,
    ...(pairs !== null && { pairs }),
  })
  return plan.flatMap((slot, number) => {
    const random = seededRandom('practice', study.seed, number)
    return [
      ...practicePairs(maker, number, slot, pairs, random),
      ...slot.map((item, at) => pairItem(maker, number, at, item)),
    ]
  })
}

const pairsWith = (model: number, models: number) =>
  numbers(models).flatMap((other): [number, number][] =>
    other === model ? [] : [[Math.min(model, other), Math.max(model, other)]],
  )

function pairItem(maker: ItemMaker, slot: number, at: number, item: PlannedItem): Item {
  const place = { slot, position: practiceItems + at, prompt: item.prompt }
  if (item.kind === 'gold') {
    const { degraded, model, prompt } = item
    const [worse, whole] = [maker.clip(model, prompt, true), maker.clip(model, prompt)]
    const [first, second] = degraded === 'first' ? [worse, whole] : [whole, worse]
    return maker.pair({ ...place, mark: { kind: 'gold', degraded } }, first, second)
  }
  const mark: ItemMark =
    item.kind === 'plain'
      ? { kind: 'plain' }
      : { kind: 'repeat', of: maker.itemId(slot, practiceItems + item.of) }
  return maker.pair(
    { ...place, mark },
    maker.clip(item.first, item.prompt),
    maker.clip(item.second, item.prompt),
  )
}

/** A clip beside its degraded copy, where any is made, then two models; on a prompt that the slot has least of. */
function practicePairs(
  maker: ItemMaker,
  slot: number,
  planned: readonly PlannedItem[],
  pairs: readonly (readonly [number, number])[] | null,
  random: Random,
): Item[] {
  const { models, promptIds, goldRate } = maker.study
  const prompt = rarest(
    promptIds.length,
    planned.map((item) => item.prompt),
    random,
  )
  const all = pairs ?? numbers(models.length).flatMap((a) => numbers(a).map((b) => [b, a] as const))
  const mark: ItemMark = { kind: 'practice' }
  const turned = random.integer(2) === 1
  const pair = ([a, b]: readonly [number, number], degraded: boolean, position: number) => {
    const sides = [maker.clip(a, prompt), maker.clip(b, prompt, degraded)] as const
    const [first, second] = turned === (position === 0) ? sides : [sides[1], sides[0]]
    return maker.pair({ slot, position, prompt, mark }, first, second)
  }
  const [easy, ordinary] = [all[random.integer(all.length)]!, all[random.integer(all.length)]!]
  return [goldRate > 0 ? pair([easy[0], easy[0]], true, 0) : pair(easy, false, 0), pair(ordinary, false, 1)]
}

function ratingItems(maker: ItemMaker): Item[] {
  const { study } = maker
  const plan = planRatings({
    models: study.models.length,
    prompts: study.promptIds.length,
    raters: study.raters,
    ratersPerClip: study.ratersPerItem,
    goldRate: study.goldRate,
    repeatRate: study.repeatRate,
    seed: study.seed,
  })
  return plan.flatMap((slot, number) => [
    ...practiceRatings(maker, number, slot, seededRandom('practice', study.seed, number)),
    ...slot.map((item, at) => ratingItem(maker, number, at, item)),
  ])
}

function ratingItem(maker: ItemMaker, slot: number, at: number, item: PlannedRating): Item {
  const mark: ItemMark =
    item.kind === 'plain'
      ? { kind: 'plain' }
      : { kind: item.kind, of: maker.itemId(slot, practiceItems + item.of) }
  const place = { slot, position: practiceItems + at, prompt: item.prompt, mark }
  return maker.rating(place, maker.clip(item.model, item.prompt, item.kind === 'degraded'))
}

/** A degraded copy, where any is made, then a whole clip. */
function practiceRatings(
  maker: ItemMaker,
  slot: number,
  planned: readonly PlannedRating[],
  random: Random,
): Item[] {
  const { models, promptIds, goldRate } = maker.study
  const prompt = rarest(
    promptIds.length,
    planned.map((item) => item.prompt),
    random,
  )
  return numbers(practiceItems).map((position) =>
    maker.rating(
      { slot, position, prompt, mark: { kind: 'practice' } },
      maker.clip(random.integer(models.length), prompt, position === 0 && goldRate > 0),
    ),
  )
}

/** One of the numbers below `count` that occur least often among `found`. */
function rarest(count: number, found: readonly number[], random: Random): number {
  const times = numbers(count).map((number) => found.filter((other) => other === number).length)
  const least = Math.min(...times)
  const candidates = numbers(count).filter((number) => times[number] === least)
  return candidates[random.integer(candidates.length)]!
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
