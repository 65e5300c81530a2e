import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../bench/records/make-folder.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

test('folders are made with those above them, also twice at once', async () => {
  const path = join(folder, 'deep', 'er', 'est')
  await Promise.all([makeFolder(path), makeFolder(path)])
  expect(statSync(path).isDirectory()).toBe(true)
})

test('no folder can be made where a file lies', async () => {
  const path = join(folder, 'plain')
  writeFileSync(path, '')
  await expect(makeFolder(path)).rejects.toMatchObject({ code: 'ENOTDIR' })
  await expect(makeFolder(join(path, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

// The system answers ENOENT there, for which `mkdir` with `recursive` tries again without end.
test.runIf(process.platform === 'linux')('a file system that takes no folders is named', async () => {
  await expect(makeFolder('/proc/bench/runs')).rejects.toMatchObject({
    code: 'EACCES',
    message: '/proc takes no folders',
  })
})
