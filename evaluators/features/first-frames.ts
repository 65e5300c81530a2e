import type { Backbone, SegmentRoleId } from '../contract.ts'

/**
 * A profile's own embedder on the first frame of each segment, for profiles that have no networks for VBench-Long's
 * likeness between segments. Its session is its own, because both are shown frames of one clip at the same time.
 */
export function onFirstFrames(
  embedder: Backbone<'subject-embedder' | 'background-embedder'>,
): Backbone<SegmentRoleId> {
  return {
    id: `${embedder.id}-of-segments`,
    roles: ['segment-subject-embedder', 'segment-background-embedder'],
    title: `${embedder.title} of segments' first frames`,
    version: embedder.version,
    frames: { kind: 'all' },
    minFrames: 1,
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
              const found = await stream.finish()
              return {
                'segment-subject-embedder': { ...found['subject-embedder'], ownScale: true },
                'segment-background-embedder': { ...found['background-embedder'], ownScale: true },
              }
            },
          }
        },
        close: () => session.close(),
      }
    },
  }
}
