import { describe, expect, test } from 'vitest'
import type { DimensionId } from '../../bench/records/dimension.ts'
import type { Score } from '../../bench/records/score.ts'
import { scored, unscored } from '../../evaluators/scored.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { backgroundQuantiles, subjectQuantiles } from '../../evaluators/segments/quantiles.ts'
import { quantileOf } from '../../evaluators/segments/slow-fast.ts'
import { evaluators } from '../../evaluators/table.ts'
import { stillTemporalFlickering } from '../../evaluators/temporal-flickering.ts'
import { vbenchLong } from '../support/vbench-long-golden.ts'

const metaOf = (id: DimensionId) => evaluators.find(({ meta }) => meta.id === id)!.meta
const fusion = (id: DimensionId, withinSegmentsOnly = false) => fusionOf(metaOf(id), { withinSegmentsOnly })
const segments = (values: readonly number[]) => values.map((value, i) => scored(value, i + 1))
const excluded: Score = { status: 'excluded', problem: { code: 'OBJECT_UNSEEN', message: 'm' } }

/** Mean over clips as the run's aggregate takes it. */
function weightedMean(scores: readonly Score[]): number {
  let [sum, weights] = [0, 0]
  for (const score of scores) {
    if (score.status !== 'scored') continue
    sum += score.value * score.weight
    weights += score.weight
  }
  return sum / weights
}

describe('fusion of segments, against upstream’s functions', () => {
  test.each(vbenchLong.means)('$dimension is the mean over all segments', ({ dimension, clips, value }) => {
    const scale = dimension === 'imaging-quality' ? 100 : 1
    const fused = clips.map(({ values }) =>
      fusion(dimension).fuse(segments(values.map((one) => one / scale))),
    )
    expect(Math.abs(weightedMean(fused) - value)).toBeLessThan(1e-9)
  })

  test.each(vbenchLong.slowFast)('$dimension, --dev_flag $devFlag', (golden) => {
    const { dimension, devFlag, clips, value, rows } = golden
    const { fuse } = fusion(dimension, !devFlag)
    const fused = clips.map(({ values, embeddings }) =>
      values.length > 1 && devFlag
        ? fuse(segments(values), { embeddings: embeddings.map((row) => Float32Array.from(row)) })
        : fuse(segments(values)),
    )
    // upstream's cosines are float32
    const tolerance = devFlag ? 1e-6 : 1e-9
    expect(Math.abs(weightedMean(fused) - value)).toBeLessThan(tolerance)
    for (const [i, { file }] of clips.entries()) {
      const own = rows.filter(({ video_path }) => video_path.endsWith(`/${file}.mp4`))
      const mean = own.reduce((sum, row) => sum + row.video_results, 0) / own.length
      expect(Math.abs((fused[i] as { value: number }).value - mean)).toBeLessThan(tolerance)
    }
  })

  test('likeness takes half, to the last digit', () => {
    const golden = vbenchLong.slowFast.find(({ devFlag }) => devFlag)!
    for (const row of golden.rows.filter(({ mapped_clip2clip_score }) => mapped_clip2clip_score !== 0)) {
      const mapped = quantileOf(subjectQuantiles, row.clip2clip_score)
      expect(Math.abs(row.inclip_score / 2 + mapped / 2 - row.video_results)).toBeLessThan(1e-9)
    }
  })

  test('the tables of quantiles, between their rows and beyond them', () => {
    for (const [dimension, x, expected] of vbenchLong.quantiles) {
      const table = dimension === 'subject-consistency' ? subjectQuantiles : backgroundQuantiles
      expect(Math.abs(quantileOf(table, x) - expected), `${dimension} at ${x}`).toBeLessThan(1e-12)
    }
    expect([subjectQuantiles.length, backgroundQuantiles.length]).toEqual([101, 101])
  })
})

describe('what fusion leaves out', () => {
  test('excluded segments don’t count; a clip of nothing else is excluded', () => {
    const fused = fusion('color').fuse([scored(0.5, 3), excluded, scored(1, 9)])
    expect(fused).toMatchObject({ value: 0.75, weight: 2 })
    expect(fused).toMatchObject({
      details: { segments: [{ value: 0.5, weight: 3 }, null, { value: 1, weight: 9 }] },
    })
    expect(fusion('color').fuse([excluded, excluded])).toBe(excluded)
  })

  test('one unscored segment makes the clip unscored', () => {
    const missing = unscored({ code: 'CLIP_TOO_SHORT', message: 'm' })
    for (const id of ['color', 'subject-consistency'] as const) {
      expect(fusion(id).fuse([scored(0.5, 1), missing])).toBe(missing)
    }
  })

  test('behind the static filter each clip counts once', () => {
    const { fuse } = fusionOf(stillTemporalFlickering.meta, { withinSegmentsOnly: false })
    expect(fuse([scored(0.9, 1), excluded, scored(1, 1)])).toMatchObject({ value: 0.95, weight: 1 })
  })

  test('an embedder on the scale of segments needs no table', () => {
    const embeddings = [Float32Array.of(1, 0), Float32Array.of(0.6, 0.8)]
    const fused = fusion('subject-consistency').fuse(segments([0.8, 1]), { embeddings, ownScale: true })
    expect(fused).toMatchObject({ weight: 2, details: { mappedBetween: expect.closeTo(0.6, 6) } })
    expect((fused as { value: number }).value).toBeCloseTo(0.75, 6)
  })

  test('only the two consistencies look at first frames, and not when told so', () => {
    const asking = (withinSegmentsOnly: boolean) =>
      evaluators.map(({ meta }) => fusionOf(meta, { withinSegmentsOnly }).role).filter(Boolean)
    expect(asking(false)).toEqual(['segment-subject-embedder', 'segment-background-embedder'])
    expect(asking(true)).toEqual([])
  })
})
