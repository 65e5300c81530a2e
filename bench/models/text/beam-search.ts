export interface BeamSettings {
  readonly beams: number
  /** Ids of a text at least, prompt included, before it may end. */
  readonly minLength: number
  /** Ids of a text at most, prompt included. */
  readonly maxLength: number
  /** Ends a text. */
  readonly endId: number
}

/** How a beam goes on: the beam that it follows, and its next id. */
export interface Continuation {
  readonly parent: number
  readonly id: number
}

interface Beam {
  readonly ids: readonly number[]
  /** Sum of the logarithms of the probabilities, float32. */
  readonly score: number
}

interface Candidate extends Continuation {
  readonly score: number
}

/** Score of beams that start equal to the first one, so that they do not count (transformers, beam_search). */
const unstarted = -1e9

/**
 * Beam search for one text: the best texts by their mean log probability over all ids, prompt included.
 *
 * Source: transformers 4.33.2, generation/utils.py, beam_search, and generation/beam_search.py, BeamSearchScorer, with
 * length penalty 1 and no early stop.
 */
export class BeamSearch {
  readonly #settings: BeamSettings
  readonly #finished: Finished
  #beams: readonly Beam[]
  #isDone = false

  constructor(prompt: readonly number[], settings: BeamSettings) {
    this.#settings = settings
    this.#finished = new Finished(settings.beams)
    this.#beams = Array.from({ length: settings.beams }, (_, i) => ({
      ids: prompt,
      score: i === 0 ? 0 : unstarted,
    }))
  }

  /** Whether no beam can become better than the finished texts. */
  get isDone(): boolean {
    return this.#isDone
  }

  /**
   * Takes the logits of every beam's next id, and says how the beams go on. To be called until `isDone`, or until the
   * texts are `maxLength` long.
   */
  advance(logits: readonly Float32Array[]): readonly Continuation[] {
    const { beams, endId } = this.#settings
    const candidates = this.#candidates(logits)
    const next: Candidate[] = []
    for (const [rank, candidate] of candidates.entries()) {
      const parent = this.#beams[candidate.parent]!
      if (candidate.id !== endId) next.push(candidate)
      else if (rank < beams) this.#finished.add({ ids: parent.ids, score: candidate.score })
      if (next.length === beams) break
    }
    const length = this.#length + 1
    this.#isDone = this.#finished.isFull && this.#finished.worst >= candidates[0]!.score / length
    this.#beams = next.map(({ parent, id, score }) => ({ ids: [...this.#beams[parent]!.ids, id], score }))
    return next
  }

  /** The best text: its ids from the prompt on, without the end. */
  best(): readonly number[] {
    if (!this.#isDone) for (const beam of this.#beams) this.#finished.add(beam)
    return this.#finished.best()
  }

  get #length(): number {
    return this.#beams[0]!.ids.length
  }

  /** The best continuations of all beams, twice as many as there are beams, so that ends do not use them up. */
  #candidates(logits: readonly Float32Array[]): Candidate[] {
    const { beams, minLength, endId } = this.#settings
    const forbidden = this.#length < minLength ? endId : -1
    const all = this.#beams.flatMap(({ score }, parent) =>
      highest(logits[parent]!, 2 * beams, forbidden).map(({ id, logProbability }) => ({
        parent,
        id,
        score: Math.fround(logProbability + score),
      })),
    )
    return all.sort((a, b) => b.score - a.score).slice(0, 2 * beams)
  }
}

/** The best finished texts, as many as there are beams. */
class Finished {
  readonly #capacity: number
  #texts: { readonly ids: readonly number[]; readonly mean: number }[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get isFull(): boolean {
    return this.#texts.length === this.#capacity
  }

  get worst(): number {
    return Math.min(...this.#texts.map(({ mean }) => mean))
  }

  add({ ids, score }: Beam): void {
    const mean = score / ids.length
    if (this.isFull && mean <= this.worst) return
    // the worst is the first of equals, as upstream sorts by score and then by place
    if (this.isFull) {
      const worst = this.worst
      this.#texts.splice(
        this.#texts.findIndex((text) => text.mean === worst),
        1,
      )
    }
    this.#texts.push({ ids, mean })
  }

  /** Of equals the last one, as upstream sorts by score and takes the end. */
  best(): readonly number[] {
    return this.#texts.reduce((best, text) => (text.mean >= best.mean ? text : best)).ids
  }
}

interface Likely {
  readonly id: number
  readonly logProbability: number
}

/** The `count` most likely ids but the forbidden one, by falling probability; of equals the lowest id first. */
function highest(logits: Float32Array, count: number, forbidden: number): Likely[] {
  const best: number[] = []
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id]!
    if (id === forbidden || (best.length === count && value <= logits[best[count - 1]!]!)) continue
    let place = best.length
    while (place > 0 && value > logits[best[place - 1]!]!) place--
    best.splice(place, 0, id)
    if (best.length > count) best.pop()
  }
  const offset = logSum(logits)
  return best.map((id) => ({ id, logProbability: Math.fround(logits[id]! - offset) }))
}

/** log Σ exp(x). */
function logSum(x: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (const value of x) if (value > most) most = value
  let sum = 0
  for (const value of x) sum += Math.exp(value - most)
  return most + Math.log(sum)
}
