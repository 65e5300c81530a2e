import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { PlannedClip } from '../../bench/records/plan.ts'
import type { Score } from '../../bench/records/score.ts'
import { type ClipRow, putClips, readClips } from '../../bench/store/clips.ts'
import { putEvents, readEvents } from '../../bench/store/events.ts'
import { encodeFeature } from '../../bench/store/feature-codec.ts'
import { featureKey, putFeature, readFeature, readFeatureKeys } from '../../bench/store/features.ts'
import { putMeta, readMeta } from '../../bench/store/meta.ts'
import { createStore } from '../../bench/store/open.ts'
import { putPlan, readPlan } from '../../bench/store/plan.ts'
import { putScores, readScoreIdentities, readScores, scoreKey } from '../../bench/store/scores.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const newStore = (name: string) => createStore(join(folder, name))

const planned = (index: number): PlannedClip => ({
  id: `model/${index}/0`,
  model: 'model',
  prompt: { id: String(index), text: `prompt ${index}`, dimensions: ['color'], auxiliary: { color: 'red' } },
  sampleIndex: 0,
  seed: index,
  fileName: `prompt ${index}-0.mp4`,
  dimensions: ['color'],
})
const failed = (itemId: string): ClipRow => ({
  itemId,
  modifiedMs: null,
  clip: { status: 'failed', identity: 'i', problem: { code: 'X', message: 'no' } },
})

describe('tables', () => {
  test('a plan comes back in its order, and a new one replaces it', async () => {
    const db = await newStore('plan.db')
    await db.commit(putPlan([planned(2), planned(1), planned(3)]))
    expect(await readPlan(db)).toEqual([planned(2), planned(1), planned(3)])
    await db.commit(putPlan([planned(4)]))
    expect(await readPlan(db)).toEqual([planned(4)])
    await db.close()
  })

  test('clips are replaced by item', async () => {
    const db = await newStore('clips.db')
    await db.commit(putClips([failed('a'), failed('b')]))
    await db.commit(putClips([{ ...failed('a'), clip: { ...failed('a').clip, identity: 'j' } }]))
    const rows = await readClips(db)
    expect([...rows.values()].map(({ clip }) => clip.identity).sort()).toEqual(['i', 'j'])
    await db.close()
  })

  test('a row and its event are written together or not at all', async () => {
    const db = await newStore('together.db')
    const notice = { type: 'notice', message: 'made' } as const
    await db.commit([...putClips([failed('a')]), ...putEvents([notice], new Date(0))])
    expect(await readEvents(db)).toEqual([{ id: 1, at: '1970-01-01T00:00:00.000Z', event: notice }])
    const broken = { sql: 'INSERT INTO nowhere VALUES (1)', args: [] }
    await expect(db.commit([...putClips([failed('b')]), broken])).rejects.toThrow(/nowhere/)
    expect([...(await readClips(db)).keys()]).toEqual(['a'])
    await db.close()
  })

  test('features keep their typed arrays; a damaged one is named', async () => {
    const db = await newStore('features.db')
    const key = { contentSha256: 'c', backboneIdentity: 'b' }
    const value = { embeddings: [Float32Array.from([0.1, -2])] }
    await db.commit([putFeature(key, encodeFeature(value))])
    expect(await readFeature(db, key)).toStrictEqual(value)
    expect(await readFeature(db, { ...key, contentSha256: 'other' })).toBeNull()
    expect(await readFeatureKeys(db)).toEqual(new Set([featureKey(key)]))
    await db.script("UPDATE features SET value = x'00112233445566778899'")
    await expect(readFeature(db, key)).rejects.toMatchObject({
      problem: { code: 'STORE_CORRUPT', message: expect.stringContaining('feature') },
    })
    await db.close()
  })

  test('a row that breaks its schema is STORE_CORRUPT, not a value', async () => {
    const db = await newStore('schema.db')
    await db.commit(putScores([{ itemId: 'a', dimension: 'color', identity: 'i', score: unscored }]))
    await db.script(`UPDATE scores SET record = '{"status":"scored","value":"high","weight":1}'`)
    await expect(readScores(db)).rejects.toMatchObject({
      problem: { code: 'STORE_CORRUPT', message: expect.stringContaining('scores') },
    })
    await db.commit([putMeta('seed', 'nine')])
    await expect(readMeta(db, 'seed', z.number())).rejects.toMatchObject({
      problem: { code: 'STORE_CORRUPT' },
    })
    expect(await readMeta(db, 'absent', z.number())).toBeNull()
    await db.close()
  })

  test('20,000 scores are written and read in seconds', async () => {
    const db = await newStore('many.db')
    const rows = Array.from({ length: 20_000 }, (_, index) => ({
      itemId: `model/${index}/0`,
      dimension: 'color' as const,
      identity: 'a'.repeat(64),
      score: { status: 'scored', value: index / 3, weight: 1, details: { frames: [0.5, 0.25] } } as Score,
    }))
    const started = performance.now()
    await db.commit(putScores(rows))
    const scores = await readScores(db)
    const seconds = (performance.now() - started) / 1000
    expect(scores.size).toBe(20_000)
    expect(scores.get(scoreKey('model/7/0', 'color'))?.score).toEqual(rows[7]!.score)
    expect((await readScoreIdentities(db)).size).toBe(20_000)
    expect(seconds).toBeLessThan(10)
    await db.close()
  })
})

const unscored: Score = { status: 'unscored', problem: { code: 'X', message: 'no' } }
