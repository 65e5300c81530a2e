import { type DimensionId, dimensionIds } from './dimension.ts'
import { type Aspect, aspects, type Form } from './vote.ts'

/** Aspects that a blurred, noisy, jerky copy is surely worse in. Whether it follows the prompt less, people may disagree. */
const worseAspects: readonly Aspect[] = aspects.filter((aspect) => aspect !== 'prompt-following')

/** Dimensions that the copy is surely worse in: what VBench measures on pictures and on their steadiness. */
const worseDimensions: readonly DimensionId[] = dimensionIds.filter((id) =>
  ['temporal-flickering', 'motion-smoothness', 'aesthetic-quality', 'imaging-quality'].includes(id),
)

/** The questions of a form whose right answer on a gold pair is known. Empty: gold pairs would check nothing. */
export function goldQuestions(form: Form): readonly string[] {
  return form.kind === 'dimensions'
    ? form.dimensions.filter((id) => worseDimensions.includes(id))
    : form.aspects.filter((aspect) => worseAspects.includes(aspect))
}
