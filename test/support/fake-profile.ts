import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../../bench/errors.ts'
import type {
  Backbone,
  ClipView,
  FeatureStream,
  Profile,
  RoleId,
  SegmentRoleId,
} from '../../evaluators/contract.ts'

/** What the fakes do besides their work; read in every process, so that children misbehave as told. */
const told = (name: string) => process.env[`BENCH_FAKE_${name}`]

/** A number in [0, 1) that the clip's bytes decide. */
const chance = ({ sha256 }: ClipView, from: number) =>
  Number.parseInt(sha256.slice(from, from + 6), 16) / 2 ** 24

/** Sums pixels and frames, so that what it was shown decides its feature; misbehaves on the clip that it is told. */
function pixelSum<T>(clip: ClipView, feature: (sum: number, frames: number) => T): FeatureStream<RoleId> {
  let sum = 0
  let frames = 0
  return {
    push: async ({ data }) => {
      for (const value of data) sum = (sum + value) % 1_000_003
      frames++
      await sleep(Number(told('FRAME_MS') ?? 0))
      if (told('CRASH') === clip.sha256) {
        process.stderr.write('fatal: out of memory in layer 3\n')
        process.exit(134)
      }
      if (told('REFUSE') === clip.sha256)
        throw new BenchError('CLIP_TOO_SMALL', { found: '48x32', expected: '64x64' })
    },
    finish: () => feature(sum, frames) as never,
  }
}

const difference: Backbone<'frame-difference'> = {
  id: 'fake-difference',
  roles: ['frame-difference'],
  title: 'Fake difference',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: [],
  open: async () => ({
    begin: (clip) =>
      pixelSum(clip, (sum, frames) => ({
        'frame-difference': { meanAbsoluteDifferences: [chance(clip, 0), sum / 1_000_003, frames] },
      })) as FeatureStream<'frame-difference'>,
    close: () => undefined,
  }),
}

/** Plays two roles in one pass. */
const embedder: Backbone<'subject-embedder' | 'background-embedder'> = {
  id: 'fake-embedder',
  roles: ['subject-embedder', 'background-embedder'],
  title: 'Fake embedder',
  version: 1,
  frames: { kind: 'middle', count: 4 },
  minFrames: 1,
  weights: ['embedder.bin'],
  open: async (context) => {
    context.weightPath('embedder.bin')
    return {
      begin: (clip) =>
        pixelSum(clip, (sum, frames) => {
          const embeddings = Array.from({ length: frames }, () => Float32Array.of(sum, chance(clip, 6)))
          return { 'subject-embedder': { embeddings }, 'background-embedder': { embeddings } }
        }) as FeatureStream<'subject-embedder' | 'background-embedder'>,
      close: () => undefined,
    }
  },
}

/** Looks at the first frames of segments. */
const segmentEmbedder: Backbone<SegmentRoleId> = {
  id: 'fake-segments',
  roles: ['segment-subject-embedder', 'segment-background-embedder'],
  title: 'Fake segment embedder',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 1,
  weights: ['segments.bin'],
  open: async () => ({
    begin: (clip) =>
      pixelSum(clip, (_, frames) => {
        const embeddings = Array.from({ length: frames }, (_, i) => Float32Array.of(1, i / frames))
        return { 'segment-subject-embedder': { embeddings }, 'segment-background-embedder': { embeddings } }
      }) as FeatureStream<SegmentRoleId>,
    close: () => undefined,
  }),
}

const styleEmbedder: Backbone<'style-embedder'> = {
  id: 'fake-style',
  roles: ['style-embedder'],
  title: 'Fake style embedder',
  version: 1,
  frames: { kind: 'every', step: 2 },
  minFrames: 1,
  weights: [],
  open: async () => ({
    begin: (clip) =>
      pixelSum(clip, (sum) => ({
        'style-embedder': { embeddings: [Float32Array.of(sum / 1_000_003)] },
      })) as FeatureStream<'style-embedder'>,
    embedText: async (text) => Float32Array.of(text.length),
    close: () => undefined,
  }),
}

/** A profile without networks: five of its dimensions can be scored, no role is played by anything real. */
export const fakeProfile: Profile = {
  id: 'fake',
  title: 'Fakes',
  notice: 'numbers of the test suite',
  backbones: {
    'frame-difference': difference,
    'subject-embedder': embedder,
    'background-embedder': embedder,
    'segment-subject-embedder': segmentEmbedder,
    'segment-background-embedder': segmentEmbedder,
    'style-embedder': styleEmbedder,
  },
  absent: { aesthetic: { code: 'ROLE_EMPTY', message: 'Fakes have no taste.' } },
}
