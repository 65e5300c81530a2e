import { identityOf, type Json } from '../records/identity.ts'
import type { PlannedClip } from '../records/plan.ts'
import { pictureOf } from './pictures.ts'
import type { Prepared } from './prepare.ts'

/** What makes a clip, hashed: the generator with all its options and weights, the prompt and its picture, the sample and the seed. */
export function clipIdentity(
  { request, generatorIdentities, pictures }: Prepared,
  clip: PlannedClip,
): string {
  const generator = request.generators.find(({ model }) => model === clip.model)
  const made = pictureOf(pictures, clip)
  return identityOf({
    generator: generator?.id ?? null,
    maker: generatorIdentities.get(clip.model) ?? null,
    prompt: clip.prompt.text,
    auxiliary: (clip.prompt.auxiliary as Json | undefined) ?? null,
    sampleIndex: clip.sampleIndex,
    seed: clip.seed,
    fileName: clip.fileName,
    // A recorded clip is what it is, whatever it is compared with.
    ...(generator?.makesClips && 'picture' in made && { picture: made.picture.sha256 }),
  })
}
