import { BenchError } from '../../errors.ts'
import { editDistance } from '../../records/nearest-name.ts'
import { splitStem } from './file-name.ts'
import type { Folder, FolderEntry } from './folder.ts'
import { groupBy } from './group-by.ts'

/** How many missing prompts are compared with every other name: each comparison is slow, and a few hints are enough. */
const comparedPrompts = 10

/** Explains why a folder has no file of an exact name. What it needs is computed when the first name is missing. */
export class Diagnosis {
  readonly #folder: Folder
  #byLooseName: Map<string, FolderEntry[]> | null = null
  #indicesByPrompt: Map<string, string[]> | null = null
  readonly #hints = new Map<string, string>()

  constructor(folder: Folder) {
    this.#folder = folder
  }

  /** The error for a missing `<prompt>-<index>`. */
  explain(stem: string): { readonly error: BenchError; readonly kind: string } {
    const similar = this.similar(stem)
    if (similar !== undefined) {
      const difference = differenceOf(similar.stem, stem)
      const facts = { found: similar.name, expected: nameLike(similar, stem), difference }
      return { error: new BenchError('RECORDED_MISNAMED', facts), kind: difference }
    }
    const { prompt, index } = splitStem(stem)
    const indices = this.#indices().get(prompt)
    if (indices !== undefined && index !== null) {
      const found = indices.map((text) => (text === '' ? 'without a number' : text)).join(', ')
      const facts = { prompt, index, folder: this.#folder.path, found }
      return { error: new BenchError('RECORDED_INDEX', facts), kind: 'other sample numbers' }
    }
    const facts = { stem, folder: this.#folder.path, hint: this.#hint(prompt), expected: `${stem}.mp4` }
    return { error: new BenchError('RECORDED_MISSING', facts), kind: 'no such file' }
  }

  /** A file whose name differs in form only: Unicode, case, punctuation, spaces, zeros before the index. */
  similar(stem: string): FolderEntry | undefined {
    this.#byLooseName ??= groupBy(this.#folder.entries, (entry) => looseName(entry.stem))
    return this.#byLooseName.get(looseName(stem))?.[0]
  }

  /** The index texts that are there, by exact prompt; '' for a name without index. */
  #indices(): Map<string, string[]> {
    if (this.#indicesByPrompt === null) {
      this.#indicesByPrompt = new Map()
      for (const { stem } of this.#folder.entries) {
        const { prompt, index } = splitStem(stem)
        const known = this.#indicesByPrompt.get(prompt) ?? []
        known.push(index ?? '')
        this.#indicesByPrompt.set(prompt, known)
      }
      for (const indices of this.#indicesByPrompt.values()) indices.sort((a, b) => Number(a) - Number(b))
    }
    return this.#indicesByPrompt
  }

  /** A prompt in the folder that was probably meant: cut off, or misspelt. */
  #hint(prompt: string): string {
    const known = this.#hints.get(prompt)
    if (known !== undefined) return known
    if (this.#hints.size >= comparedPrompts) return ''
    const near = nearestPrompt(prompt, this.#indices().keys())
    const hint = near === null ? '' : `; did "${near}" get another name`
    this.#hints.set(prompt, hint)
    return hint
  }
}

/** What stays of a name when its form is taken away. */
function looseName(stem: string): string {
  const { prompt, index } = splitStem(stem)
  const letters = prompt
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
  return `${letters}#${index === null ? '' : Number(index.normalize('NFKC'))}`
}

function differenceOf(found: string, expected: string): string {
  const [foundForm, expectedForm] = [formOf(found), formOf(expected)]
  if (found.normalize('NFC') === expected.normalize('NFC')) {
    return `the letters are the same, in Unicode form ${foundForm} instead of ${expectedForm}`
  }
  const [a, b] = [found.normalize('NFC'), expected.normalize('NFC')]
  if (a.toLowerCase() === b.toLowerCase()) return 'upper and lower case differ'
  const [there, wanted] = [splitStem(a), splitStem(b)]
  if (there.prompt === wanted.prompt) return `the index is written ${there.index}, expected ${wanted.index}`
  const end = /[. ]+$/.exec(wanted.prompt)?.[0]
  if (end !== undefined && wanted.prompt.slice(0, -end.length) === there.prompt) {
    return `the "${end}" at the end of the prompt is lost`
  }
  return 'punctuation, spaces or case differ'
}

/** The Unicode normal form that a text is in, for a message. */
function formOf(text: string): string {
  if (text === text.normalize('NFC')) return 'NFC'
  return text === text.normalize('NFD') ? 'NFD' : 'mixed NFC and NFD'
}

/** The expected stem with the found file's own suffix. */
const nameLike = (entry: FolderEntry, stem: string) => stem + entry.name.slice(entry.stem.length)

/** Letters that a cut-off name keeps at least, so that a short one is not taken for the beginning of everything. */
const shortestBeginning = 20

function nearestPrompt(prompt: string, candidates: Iterable<string>): string | null {
  let nearest: string | null = null
  // A sixth of the letters: a typing error or two, or another word of the same length.
  let limit = Math.floor(prompt.length / 6)
  for (const candidate of candidates) {
    const isCutOff = candidate.length >= shortestBeginning && prompt.startsWith(candidate)
    if (isCutOff) return candidate
    const distance = editDistance(prompt, candidate, limit)
    if (distance > limit) continue
    nearest = candidate
    limit = distance - 1
  }
  return nearest
}
