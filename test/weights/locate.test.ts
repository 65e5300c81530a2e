import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { weightPath } from '../../bench/weights/folder.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { setOf, weightSets } from '../../bench/weights/table.ts'

test('every file name belongs to one set', () => {
  const names = Object.values(weightSets).flatMap((set) => set.files.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
  expect(setOf('centernet.bin')).toBe('lite')
  expect(setOf('no such file')).toBeUndefined()
})

test('an absent file and one with other bytes are both missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-weights-'))
  expect(await createWeightLocator(folder).find('centernet.bin')).toBeNull()
  const path = weightPath(folder, 'lite', 'centernet.bin')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.alloc(4_030_290))
  expect(await createWeightLocator(folder).find('centernet.bin')).toBeNull()
})
