import type { DimensionId } from '../../bench/records/dimension.ts'
import type { Evaluator, EvaluatorMeta, RoleId } from '../../evaluators/contract.ts'

const meta = <R extends RoleId>(id: DimensionId, role: R, needsPrompt = false): EvaluatorMeta<R> => ({
  id,
  title: id,
  unit: 'ratio',
  range: [0, 1],
  higherIsBetter: true,
  version: 1,
  role,
  needsPrompt,
  citation: 'none',
})

const flickering: Evaluator<'frame-difference'> = {
  meta: meta('temporal-flickering', 'frame-difference'),
  score: ({ feature }) => {
    const [value = 0, , frames = 0] = feature.meanAbsoluteDifferences
    return { status: 'scored', value, weight: 1, details: { frames } }
  },
}

/** Averages over frames: its weight is their number. */
const subject: Evaluator<'subject-embedder'> = {
  meta: meta('subject-consistency', 'subject-embedder'),
  score: ({ feature }) => {
    const value = feature.embeddings[0]?.[1] ?? 0
    return { status: 'scored', value, weight: feature.embeddings.length }
  },
}

/** Leaves out the clips of every other prompt, as color leaves out what it never saw. */
const background: Evaluator<'background-embedder'> = {
  meta: meta('background-consistency', 'background-embedder', true),
  score: ({ feature, prompt }) => {
    if (Number(prompt.id) % 2 === 1) {
      return { status: 'excluded', problem: { code: 'COLOR_OBJECT_UNSEEN', message: 'odd' } }
    }
    return { status: 'scored', value: (feature.embeddings[0]?.[0] ?? 0) / 1_000_003, weight: 1 }
  },
}

const style: Evaluator<'style-embedder'> = {
  meta: meta('appearance-style', 'style-embedder', true),
  query: ({ text }) => text,
  score: ({ feature, text }) => {
    if (text === undefined) throw new Error('no text')
    const value = (feature.embeddings[0]?.[0] ?? 0) / text[0]!
    return { status: 'scored', value, weight: 1 }
  },
}

const aesthetic: Evaluator<'aesthetic'> = {
  meta: meta('aesthetic-quality', 'aesthetic'),
  score: () => ({ status: 'scored', value: 1, weight: 1 }),
}

/** Decision logic simple enough to check by hand. */
export const fakeEvaluators = [flickering, subject, background, style, aesthetic] as unknown as Evaluator[]
