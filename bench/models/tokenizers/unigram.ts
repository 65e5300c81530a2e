import type { Piece, UnigramModel } from './unigram-model.ts'
import { unigramNormaliser } from './unigram-normaliser.ts'

/** Cost of an unknown character below the least likely piece (google/sentencepiece, src/unigram_model.cc, kUnkPenalty). */
const unknownPenalty = 10

/** How much less a user-defined piece scores than the best one for each of its bytes (unigram_model.cc). */
const userDefinedMargin = 0.1

/**
 * Cuts text into its most likely pieces and returns their ids; neighbouring unknown characters become one id.
 *
 * Source: Kudo 2018, section 3.2 (Viterbi); google/sentencepiece, src/unigram_model.cc, Model::EncodeOptimized.
 */
export function unigramEncoder(model: UnigramModel): (text: string) => number[] {
  const scores = matchableScores(model.pieces)
  const longest = model.pieces.reduce((most, { text }) => Math.max(most, text.length), 1)
  const least = model.pieces.reduce(
    (low, { kind, score }) => (kind === 'normal' ? Math.min(low, score) : low),
    Number.POSITIVE_INFINITY,
  )
  const unknown = Math.fround((Number.isFinite(least) ? least : 0) - unknownPenalty)
  const fixed = model.pieces.filter(({ kind }) => kind === 'user-defined').map(({ text }) => text)
  const normalise = unigramNormaliser(model.normaliser, fixed)
  return (text) => {
    const normal = normalise(text)
    return bestPath(normal, scores, longest, { id: model.unknownId, score: unknown })
  }
}

interface Scored {
  readonly id: number
  readonly score: number
}

/** Ids and scores of the pieces that match text. */
function matchableScores(pieces: readonly Piece[]): ReadonlyMap<string, Scored> {
  const best = pieces.reduce(
    (most, { kind, score }) => (kind === 'normal' ? Math.max(most, score) : most),
    -Infinity,
  )
  const scores = new Map<string, Scored>()
  pieces.forEach(({ text, score, kind }, id) => {
    if (kind === 'normal') scores.set(text, { id, score: Math.fround(score) })
    if (kind === 'user-defined') {
      const bonus = Buffer.byteLength(text) * best - userDefinedMargin
      scores.set(text, { id, score: Math.fround(bonus) })
    }
  })
  return scores
}

/** Viterbi's algorithm over the characters; scores add up in float32, and the first of equals wins. */
function bestPath(
  text: string,
  pieces: ReadonlyMap<string, Scored>,
  longest: number,
  unknown: Scored,
): number[] {
  const score = new Float32Array(text.length + 1)
  const from = new Int32Array(text.length + 1).fill(-1)
  const ids = new Int32Array(text.length + 1)
  const reach = (start: number, end: number, piece: Scored) => {
    const candidate = Math.fround(score[start]! + piece.score)
    if (from[end]! >= 0 && candidate <= score[end]!) return
    score[end] = candidate
    from[end] = start
    ids[end] = piece.id
  }
  for (let start = 0; start < text.length; ) {
    const next = start + (text.codePointAt(start)! > 0xffff ? 2 : 1)
    let single = false
    for (let end = next; end <= Math.min(text.length, start + longest); end++) {
      const piece = pieces.get(text.slice(start, end))
      if (!piece) continue
      reach(start, end, piece)
      single ||= end === next
    }
    if (!single) reach(start, next, unknown)
    start = next
  }
  return idsOnPath(from, ids, unknown.id)
}

function idsOnPath(from: Int32Array, ids: Int32Array, unknownId: number): number[] {
  const path: number[] = []
  for (let end = from.length - 1; end > 0; end = from[end]!) {
    const id = ids[end]!
    if (id !== unknownId || path.at(-1) !== unknownId) path.push(id)
  }
  return path.reverse()
}
