import { beforeAll, describe, expect, test } from 'vitest'
import { problemOf } from '../../../../bench/errors.ts'
import { createWeightLocator } from '../../../../bench/weights/locate.ts'
import type { Backbone, BackboneContext, ClipView, RoleId } from '../../../../evaluators/contract.ts'
import { amtMidframe } from '../../../../evaluators/features/official/amt-midframe.ts'
import { clipEmbedder } from '../../../../evaluators/features/official/clip-embedder.ts'
import { clipStyle } from '../../../../evaluators/features/official/clip-style.ts'
import { dinoEmbedder } from '../../../../evaluators/features/official/dino-embedder.ts'
import { musiqQuality } from '../../../../evaluators/features/official/musiq-quality.ts'
import { raftFlow } from '../../../../evaluators/features/official/raft-flow.ts'
import { raftStillness } from '../../../../evaluators/features/official/raft-stillness.ts'
import { describeShared } from '../../../support/shared.ts'
import { temporaryFolder } from '../../../support/temporary.ts'
import { writeFixtureSet } from '../../../support/vbench-fixture-set.ts'
import { clipView } from '../../fixtures.ts'
import { drawn, featuresOf } from '../../stream.ts'

const folder = temporaryFolder()

/** The fixtures' files, with those of `changes` in place of others. */
async function contextOf(
  backbone: { readonly weights: readonly string[] },
  changes: Record<string, string> = {},
) {
  const locator = createWeightLocator(folder)
  const files = new Map<string, NonNullable<Awaited<ReturnType<typeof locator.find>>>>()
  for (const name of backbone.weights) files.set(name, (await locator.find(changes[name] ?? name))!)
  return {
    threads: 1,
    weightPath: (name) => files.get(name)!.path,
    architecture: (name) => files.get(name)!.network?.architecture ?? null,
  } satisfies BackboneContext
}
const failure = (work: Promise<unknown>) => work.then(() => null, problemOf)
const begun = async (session: { begin(clip: ClipView): unknown }, width: number, height: number) =>
  session.begin(clipView({ width, height }))
const striped = (width: number, height: number, count: number) =>
  drawn(width, height, count, (x, y, frame) => [(x * 8 + frame * 4) % 256, (y * 8) % 256, (x + y) % 256])

describeShared('official backbones and what they can not take', () => {
  beforeAll(() => writeFixtureSet(folder))

  async function using<R extends RoleId>(
    backbone: Backbone<R>,
    use: (session: Awaited<ReturnType<Backbone<R>['open']>>) => Promise<void>,
  ) {
    const session = await backbone.open(await contextOf(backbone))
    try {
      await use(session)
    } finally {
      await session.close()
    }
  }

  test.each([
    [raftFlow, 120, '121'],
    [raftStillness, 120, '121'],
    [amtMidframe, 112, '113'],
  ] as const)(
    '$id refuses frames whose coarsest correlations have one place',
    async (backbone, width, least) => {
      await using(backbone as Backbone<RoleId>, async (session) => {
        expect(() => session.begin(clipView({ width, height: 200 }))).toThrow(`${least} on each side`)
        expect(() => session.begin(clipView({ width: 200, height: width }))).toThrow(`${width} pixels`)
      })
    },
  )

  test.each([raftFlow, raftStillness, amtMidframe] as const)(
    '$id refuses frames whose correlations no memory holds',
    async (backbone) => {
      await using(backbone as Backbone<RoleId>, async (session) => {
        expect(await failure(begun(session, 60_000, 60_000))).toMatchObject({
          code: 'CLIP_TOO_LARGE',
          message: expect.stringMatching(/60000x60000.*at most \d+ in all/),
        })
      })
    },
  )

  test('frames that are long and narrow are refused before memory ends', async () => {
    await using(dinoEmbedder, async (session) => {
      expect(await failure(begun(session, 4096, 192))).toMatchObject({ code: 'CLIP_TOO_LARGE' })
      expect(await failure(begun(session, 4096, 256))).toBe(null)
    })
    await using(musiqQuality, async (session) => {
      expect(await failure(begun(session, 450, 2))).toMatchObject({
        code: 'CLIP_TOO_SMALL',
        message: expect.stringContaining('at least 3 on its shorter side'),
      })
      expect(await failure(begun(session, 448, 2))).toBe(null)
    })
  })

  test('a style longer than CLIP takes is refused, the longest one that fits is not', async () => {
    await using(clipStyle, async (session) => {
      expect(await failure(session.embedText!('oil '.repeat(76)))).toMatchObject({
        code: 'PROMPT_TOO_LONG',
        message: expect.stringContaining('78 tokens, expected at most 77'),
      })
      expect(await session.embedText!('oil '.repeat(75))).toHaveLength(64)
    })
  })

  test('odd and narrow frames give embeddings of one width', async () => {
    await using(dinoEmbedder, async (session) => {
      for (const [width, height] of [
        [33, 57],
        [301, 17],
      ] as const) {
        const { 'subject-embedder': found } = await featuresOf(
          dinoEmbedder,
          session,
          striped(width, height, 2),
        )
        expect(found.embeddings.map(({ length }) => length)).toEqual([128, 128])
        expect([...found.embeddings[0]!].every(Number.isFinite)).toBe(true)
      }
    })
  })

  test('CLIP is loaded once for both of its preparations', async () => {
    const style = await clipStyle.open(await contextOf(clipStyle))
    const background = await clipEmbedder.open(await contextOf(clipEmbedder))
    await style.close()
    // the other one goes on
    const { 'background-embedder': found } = await featuresOf(clipEmbedder, background, striped(40, 40, 3))
    expect(found.embeddings).toHaveLength(3)
    await background.close()
  })

  describe('weights of another network', () => {
    test('are named with what is missing', async () => {
      const context = await contextOf(dinoEmbedder, { 'dino_vitbase16_pretrain.pth': 'ViT-B-32.pt' })
      expect(await failure(dinoEmbedder.open({ ...context, architecture: () => null }))).toMatchObject({
        code: 'WEIGHTS_MISMATCH',
      })
    })

    test('of another size are refused before a frame is decoded', async () => {
      const context = await contextOf(clipEmbedder)
      expect(await failure(clipEmbedder.open({ ...context, architecture: () => null }))).toMatchObject({
        code: 'WEIGHTS_MISMATCH',
        message: expect.stringContaining('expected'),
      })
    })

    test('with sizes that make no sense are refused', async () => {
      const context = await contextOf(clipEmbedder)
      const architecture = () => ({ embed_dim: -1 })
      expect(await failure(clipEmbedder.open({ ...context, architecture }))).toMatchObject({
        code: 'NETWORK_FOLDER',
        message: expect.stringContaining('embedDim'),
      })
    })
  })
})
