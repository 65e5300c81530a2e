import { BenchError } from '../../errors.ts'
import { nearestName } from '../../records/nearest-name.ts'
import {
  type ToyboxColor,
  type ToyboxRelation,
  type ToyboxShape,
  toyboxColors,
  toyboxShapes,
} from '../../records/toybox-vocabulary.ts'
import {
  counts,
  motions,
  relations,
  sizes,
  type ToyboxMotion,
  type ToyboxSize,
  type ToyboxTexture,
  textures,
} from './words.ts'

/** One thing of a prompt; what the prompt leaves open is null, and the seed decides it. */
export interface ToyboxThing {
  readonly shape: ToyboxShape
  readonly color: ToyboxColor | null
  readonly size: ToyboxSize
  readonly motion: ToyboxMotion
}

/** What a prompt asks for. A relation holds between the first and the second of exactly two things. */
export interface ToyboxSentence {
  readonly things: readonly ToyboxThing[]
  readonly relation: ToyboxRelation | null
  readonly background: { readonly color: ToyboxColor | null; readonly texture: ToyboxTexture }
}

/** Things that fit on a picture without overlap at sizes that a detector can name. */
const maxThings = 4

/**
 * Reads a prompt of the toybox world:
 *
 *     prompt     = ["in a still frame,"] things [("on" | "against") ("a" | "an") background] ["."]
 *     things     = thing relation thing | thing {("and" | "," | ", and") thing}
 *     thing      = count {size | color} shape [motion]        count = a | an | one | two | three | four
 *     background = [texture] color "background"
 *
 * Throws BenchError TOYBOX_PROMPT that names the word where reading stopped and what could stand there.
 */
export function parseToyboxPrompt(prompt: string): ToyboxSentence {
  const words = wordsOf(prompt)
  const reader = new Reader(prompt, words)
  const isStill = reader.phrase('in a still frame')
  if (isStill) reader.expect(',', 'a comma')
  const { things, relation } = readThings(reader)
  const background = readBackground(reader)
  if (!reader.atEnd()) throw reader.stop('"and", a motion, "on a … background" or the end')
  check(reader, { things, relation, isStill, background })
  return { things, relation, background }
}

/** Lower-case words; a comma is a word of its own and a full stop at the end is none. */
function wordsOf(prompt: string): readonly string[] {
  const text = prompt.trim().replace(/\.$/, '').toLowerCase()
  return text.match(/,|[^\s,]+/g) ?? []
}

function readThings(reader: Reader): Pick<ToyboxSentence, 'things' | 'relation'> {
  const things = [...readThing(reader)]
  const relation = longestPhrase(reader, relations)
  if (relation !== null) {
    const other = readThing(reader)
    if (things.length !== 1 || other.length !== 1)
      throw reader.wrong('a relation', 'one thing on each side of it')
    return { things: [...things, ...other], relation }
  }
  while (reader.phrase(', and') || reader.phrase(',') || reader.phrase('and'))
    things.push(...readThing(reader))
  return { things, relation: null }
}

function readThing(reader: Reader): readonly ToyboxThing[] {
  const count = reader.oneOf(Object.keys(counts) as (keyof typeof counts)[])
  if (count === null) throw reader.stop('a count ("a", "two", …)')
  const { size, color } = readAdjectives(reader)
  const known = counts[count] === 1 ? toyboxShapes : toyboxShapes.map(plural)
  const noun = reader.oneOf(known)
  if (noun === null) {
    const open = [...(size === null ? Object.keys(sizes) : []), ...(color === null ? toyboxColors : [])]
    throw reader.stop(`a size, a colour or a shape (${known.join(', ')})`, [...open, ...known])
  }
  const shape = toyboxShapes[(known as readonly string[]).indexOf(noun)]!
  const motion = longestPhrase(reader, motions) ?? { kind: 'still' }
  return Array.from({ length: counts[count] }, () => ({ shape, color, size: size ?? 'medium', motion }))
}

/** A size and a colour in either order; each may be missing. */
function readAdjectives(reader: Reader): { size: ToyboxSize | null; color: ToyboxColor | null } {
  const sizeNames = Object.keys(sizes) as ToyboxSize[]
  const first = reader.oneOf(sizeNames)
  const color = reader.oneOf(toyboxColors)
  return { size: first ?? reader.oneOf(sizeNames), color }
}

const plural = (shape: string) => (/(s|x)$/.test(shape) ? `${shape}es` : `${shape}s`)

function readBackground(reader: Reader): ToyboxSentence['background'] {
  reader.phrase(',')
  if (!reader.phrase('on') && !reader.phrase('against')) return { color: null, texture: 'plain' }
  if (!reader.phrase('a') && !reader.phrase('an')) throw reader.stop('"a" or "an"')
  const texture = reader.oneOf(textures) ?? 'plain'
  const color = reader.oneOf(toyboxColors)
  if (color === null) throw reader.stop('the colour of the background', [...textures, ...toyboxColors])
  reader.expect('background', '"background"')
  return { color, texture }
}

function check(reader: Reader, read: ToyboxSentence & { readonly isStill: boolean }): void {
  const { things, relation, background, isStill } = read
  if (things.length > maxThings) throw reader.wrong(`${things.length} things`, `at most ${maxThings}`)
  const hidden = things.find(({ color }) => color !== null && color === background.color)
  if (hidden) {
    throw reader.wrong(`a ${hidden.color} ${hidden.shape} on a ${background.color} background`, 'two colours')
  }
  const mover = things.find(({ motion }) => motion.kind !== 'still')
  if (isStill && mover) throw reader.wrong(`"in a still frame" and ${mover.motion.kind}`, 'one of the two')
  const axis = relation === null ? null : /left|right/.test(relation) ? 'x' : 'y'
  const leaver = things.find(({ motion }) => axis !== null && axisOf(motion) === axis)
  if (leaver) {
    throw reader.wrong(
      `a ${leaver.shape} ${leaver.motion.kind} along its relation "${relation}"`,
      'a motion across it, so that it holds in every frame',
    )
  }
}

/** The axis that a thing travels on; null where it keeps its place. */
export function axisOf(motion: ToyboxMotion): 'x' | 'y' | null {
  if (motion.kind === 'bouncing') return motion.axis
  if (motion.kind !== 'moving') return null
  return motion.direction === 'left' || motion.direction === 'right' ? 'x' : 'y'
}

function longestPhrase<T>(reader: Reader, table: readonly (readonly [string, T])[]): T | null {
  const longestFirst = table.toSorted(([a], [b]) => b.length - a.length)
  return longestFirst.find(([phrase]) => reader.phrase(phrase))?.[1] ?? null
}

/** A place in the words of a prompt. */
class Reader {
  readonly #prompt: string
  readonly #words: readonly string[]
  #at = 0

  constructor(prompt: string, words: readonly string[]) {
    this.#prompt = prompt
    this.#words = words
  }

  atEnd(): boolean {
    return this.#at === this.#words.length
  }

  /** Takes the words of `text` if they come next. */
  phrase(text: string): boolean {
    const wanted = text.match(/,|[^\s,]+/g) ?? []
    if (!wanted.every((word, i) => this.#words[this.#at + i] === word)) return false
    this.#at += wanted.length
    return true
  }

  /** Takes the next word if it is one of `known`. */
  oneOf<Word extends string>(known: readonly Word[]): Word | null {
    const word = known.find((candidate) => candidate === this.#words[this.#at])
    if (word === undefined) return null
    this.#at++
    return word
  }

  expect(word: string, expected: string): void {
    if (!this.phrase(word)) throw this.stop(expected, [word])
  }

  /** The error for a word that can't stand where it does. */
  stop(expected: string, known: readonly string[] = []): BenchError {
    const word = this.#words[this.#at]
    if (word === undefined) return this.wrong('the end', expected)
    const near = nearestName(word, known)
    const hint = near === null ? '' : ` (did you mean "${near}"?)`
    return this.wrong(`"${word}" as word ${this.#at + 1}${hint}`, expected)
  }

  wrong(found: string, expected: string): BenchError {
    return new BenchError('TOYBOX_PROMPT', { prompt: this.#prompt, found, expected })
  }
}
