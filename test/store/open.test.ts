import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../bench/store/database.ts'
import { migrate, migrations, schemaVersion, versionOf } from '../../bench/store/migrate.ts'
import { createStore, openStore } from '../../bench/store/open.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

describe('migrations', () => {
  test('a new database gets all of them in order, and opening it again changes nothing', async () => {
    const path = join(folder, 'new.db')
    const db = await createStore(path)
    expect(await versionOf(db)).toBe(schemaVersion)
    expect(await db.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await db.all('PRAGMA synchronous')).toEqual([{ synchronous: 2 }])
    const schema = await db.all('SELECT sql FROM sqlite_master')
    await db.close()
    const again = await openStore(path)
    expect(await again.all('SELECT sql FROM sqlite_master')).toEqual(schema)
    await again.close()
  })

  test('a failed step leaves the database at the step before', async () => {
    const db = await openDatabase(join(folder, 'failing.db'))
    const next = migrations.length + 1
    const steps = [
      ...migrations,
      { version: next, sql: 'CREATE TABLE extra (a);' },
      { version: next + 1, sql: 'CREATE TABLE half (a); CREATE TABLE extra (a);' },
    ]
    await expect(migrate(db, steps)).rejects.toThrow(/extra/)
    expect(await versionOf(db)).toBe(next)
    expect(await db.all("SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([])
    await migrate(db, steps.slice(0, next))
    await db.close()
  })

  test('a database of a newer version is refused and left as it is', async () => {
    const path = join(folder, 'newer.db')
    const db = await createStore(path)
    await db.script('PRAGMA user_version = 99')
    await db.close()
    await expect(openStore(path)).rejects.toMatchObject({
      problem: { code: 'RUN_NEWER', message: expect.stringContaining('schema 99') },
    })
    const raw = await openDatabase(path)
    expect(await versionOf(raw)).toBe(99)
    await raw.close()
  })
})

describe('broken databases', () => {
  test('a file that is no database', async () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'not a database, but long enough to look at '.repeat(40))
    await expect(openStore(path)).rejects.toMatchObject({ problem: { code: 'STORE_CORRUPT' } })
  })

  test('an empty file, a missing file and a database of something else', async () => {
    const empty = join(folder, 'empty.db')
    writeFileSync(empty, '')
    await expect(openStore(empty)).rejects.toMatchObject({ problem: { code: 'STORE_CORRUPT' } })
    await expect(openStore(join(folder, 'absent.db'))).rejects.toMatchObject({
      problem: { code: 'STORE_CORRUPT' },
    })
    const other = await openDatabase(join(folder, 'other.db'))
    await other.script('CREATE TABLE songs (title)')
    await other.close()
    await expect(openStore(join(folder, 'other.db'))).rejects.toMatchObject({
      problem: { code: 'STORE_CORRUPT' },
    })
  })

  test('a truncated database', async () => {
    const path = join(folder, 'cut.db')
    const db = await createStore(path)
    await db.script('PRAGMA wal_checkpoint(TRUNCATE)')
    await db.close()
    truncateSync(path, 5000)
    await expect(
      openStore(path).then((store) => store.all('SELECT * FROM plan, clips, scores, features, events')),
    ).rejects.toMatchObject({ problem: { code: 'STORE_CORRUPT' } })
  })

  test('a database that another program holds is busy, and works again afterwards', async () => {
    const path = join(folder, 'busy.db')
    const db = await createStore(path)
    await db.close()
    const other = createClient({ url: `file:${path}` })
    const held = await other.transaction('write')
    const store = await openStore(path, 100)
    const insert = { sql: 'INSERT INTO meta VALUES (?, ?)', args: ['a', '1'] }
    await expect(store.commit([insert])).rejects.toMatchObject({
      problem: { code: 'STORE_BUSY', message: expect.stringContaining(path) },
    })
    await held.rollback()
    await store.commit([insert])
    await store.close()
    other.close()
  })

  test('a folder that is not there can not be written to', async () => {
    await expect(createStore(join(folder, 'nowhere', 'run.db'))).rejects.toMatchObject({
      problem: { code: 'FOLDER_READ_ONLY' },
    })
  })
})
