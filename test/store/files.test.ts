import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../bench/records/identity.ts'
import { moveIntoPlace, sha256File, writeFileAtomic } from '../../bench/store/files.ts'
import { storeError } from '../../bench/store/store-error.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

describe('atomic files', () => {
  test('a file is replaced whole and leaves no temporary one', async () => {
    const path = join(folder, 'a', 'result.json')
    await writeFileAtomic(path, 'old')
    await writeFileAtomic(path, 'new')
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readdirSync(join(folder, 'a'))).toEqual(['result.json'])
  })

  test('when the file can not be put in place, nothing of it stays', async () => {
    const path = join(folder, 'b')
    mkdirSync(join(path, 'occupied'), { recursive: true })
    await expect(writeFileAtomic(path, 'text')).rejects.toThrow()
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('a finished file moves to its final name', async () => {
    const from = join(folder, 'partial.mp4')
    const to = join(folder, 'videos', 'final.mp4')
    writeFileSync(from, 'video')
    await moveIntoPlace(from, to)
    expect(readFileSync(to, 'utf8')).toBe('video')
  })

  test('a checksum read as a stream equals that of the bytes', async () => {
    const bytes = new Uint8Array(3_000_001).map((_, index) => index % 251)
    writeFileSync(join(folder, 'large'), bytes)
    expect(await sha256File(join(folder, 'large'))).toBe(sha256(bytes))
  })

  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['SQLITE_FULL', 'DISK_FULL'],
    ['EROFS', 'FOLDER_READ_ONLY'],
    ['EACCES', 'FOLDER_READ_ONLY'],
    ['SQLITE_READONLY_DIRECTORY', 'FOLDER_READ_ONLY'],
    ['SQLITE_BUSY_SNAPSHOT', 'STORE_BUSY'],
    ['SQLITE_CORRUPT_INDEX', 'STORE_CORRUPT'],
  ])('%s is %s', (code, expected) => {
    const thrown = Object.assign(new Error('text of the system'), { code })
    expect(storeError('/runs/x', thrown)).toMatchObject({ problem: { code: expected } })
  })

  test('an error of another kind stays what it is', () => {
    const thrown = new TypeError('a bug')
    expect(storeError('/runs/x', thrown)).toBe(thrown)
  })
})
