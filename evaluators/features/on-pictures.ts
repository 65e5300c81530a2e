import type { RgbPicture } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, ClipView, Features } from '../contract.ts'

type Of = 'subject' | 'background'
type Embedder = Backbone<'subject-embedder' | 'background-embedder'>

/**
 * A profile's own embedder on frames and on the picture that a clip was made from, for profiles that have no networks for
 * VBench-I2V's likeness to it. Its session is its own, because both are shown frames of one clip at the same time.
 */
export function onPictures<O extends Of>(embedder: Embedder, of: O): Backbone<`i2v-${O}-embedder`> {
  const role: `i2v-${O}-embedder` = `i2v-${of}-embedder`
  return {
    id: `${embedder.id}-i2v-${of}`,
    roles: [role],
    title: `${embedder.title}, of pictures too`,
    version: embedder.version,
    frames: { kind: 'all' },
    minFrames: 2,
    weights: embedder.weights,
    ...(embedder.options && { options: embedder.options }),
    async open(context) {
      const session = await embedder.open(context)
      return {
        begin(clip) {
          const stream = session.begin(clip)
          return {
            push: (frame) => stream.push(frame),
            async finish() {
              const { embeddings } = (await stream.finish())[`${of}-embedder`]
              return { [role]: { embeddings } } as unknown as Features<typeof role>
            },
          }
        },
        embedImage: (picture) => embedPicture(session, of, picture),
        close: () => session.close(),
      }
    },
  }
}

/** A picture as a clip of one frame. */
async function embedPicture(
  session: BackboneSession<'subject-embedder' | 'background-embedder'>,
  of: Of,
  picture: RgbPicture,
): Promise<Float32Array> {
  const stream = session.begin(still(picture))
  await stream.push({ ...picture, index: 0, timeSeconds: 0 })
  const [embedding] = (await stream.finish())[`${of}-embedder`].embeddings
  if (embedding === undefined) throw new Error('No embedding of the one frame')
  return embedding
}

const still = ({ width, height }: RgbPicture): ClipView => ({
  sha256: '',
  video: {
    ...{ width, height, frameCount: 1, fps: 1, durationSeconds: 1 },
    ...{ codec: '', pixelFormat: 'rgb24', rotationDegrees: 0, variableFrameRate: false },
  },
})
