import { problem } from '../errors.ts'
import type { Generator } from '../generators/contract.ts'
import type { PlannedClip } from '../records/plan.ts'
import { pictureOf } from './pictures.ts'
import type { PreflightProblem } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import type { FoundClip } from './recorded-clips.ts'

/** What needs a folder of pictures while none is given: dimensions that compare clips with them, models that start from them. */
export function folderProblems({ request, measures }: Prepared): PreflightProblem[] {
  if (request.pictures) return []
  const comparing = [...measures.values()].filter(
    ({ evaluator, obstacle }) => evaluator?.meta.needsImage === true && obstacle === null,
  )
  const level = request.strict || comparing.length === measures.size ? 'error' : 'warning'
  const found = problem('IMAGES_NOT_GIVEN', {})
  return [
    ...comparing.map(({ dimension }) => ({
      ...{ itemId: null, model: null, dimension, problem: found },
      level: level as PreflightProblem['level'],
    })),
    ...request.generators
      .filter(({ needsPictures }) => needsPictures)
      .map(({ model }) => ({
        ...{ itemId: null, model, dimension: null, problem: found },
        level: 'error' as const,
      })),
  ]
}

/** Pictures of the given folder that clips of a model need and lack, each once. */
export function pictureProblems(
  { request, measures, pictures }: Prepared,
  { needsPictures = false }: Pick<Generator, 'needsPictures'>,
  clips: readonly PlannedClip[],
): PreflightProblem[] {
  if (!request.pictures) return []
  const firstOf = new Map<string, PlannedClip>()
  const isCompared = ({ dimensions }: PlannedClip) =>
    dimensions.some((id) => measures.get(id)?.evaluator?.meta.needsImage)
  for (const clip of clips) {
    const { image } = clip.prompt
    if (image === undefined || firstOf.has(image)) continue
    if (needsPictures || isCompared(clip)) firstOf.set(image, clip)
  }
  return [...firstOf.values()].flatMap((clip): PreflightProblem[] => {
    const outcome = pictureOf(pictures, clip)
    if (!('problem' in outcome)) return []
    const { id: itemId, model } = clip
    return [{ itemId, model, dimension: null, problem: outcome.problem, level: 'error' }]
  })
}

// Upstream's crops lie 2 to 10 % apart, so that clips of any shape from 1.45 to 1.95 have one that is nearer than this.
const sameShape = 0.1

/** One warning for clips of another shape than their picture. Upstream squeezes or crops both apart, and says nothing. */
export function shapeProblems(
  { pictures }: Prepared,
  model: string,
  clips: readonly PlannedClip[],
  found: ReadonlyMap<string, FoundClip>,
): PreflightProblem[] {
  const compared = clips.flatMap((clip) => {
    const outcome = pictureOf(pictures, clip)
    const video = found.get(clip.id)?.video
    if (video === undefined || !('picture' in outcome)) return []
    return [{ name: clip.fileName, video, size: outcome.picture.size }]
  })
  const odd = compared.filter(({ video, size }) => {
    const times = video.width / video.height / (size.width / size.height)
    return Math.max(times, 1 / times) > 1 + sameShape
  })
  const first = odd[0]
  if (first === undefined) return []
  const { name, video, size } = first
  const example = `${name} is ${video.width}x${video.height}, its picture ${size.width}x${size.height}`
  const facts = { count: odd.length, total: compared.length, model, example }
  return [{ itemId: null, model, dimension: null, problem: problem('IMAGE_SHAPE', facts), level: 'warning' }]
}
