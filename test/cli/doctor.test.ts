import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { benchHere } from '../support/bench.ts'

const documentSchema = z.strictObject({
  ok: z.boolean(),
  file: z.string().nullable(),
  profile: z.string(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['ok', 'optional', 'missing']),
      text: z.string().min(1),
      remedy: z.string().nullable(),
    }),
  ),
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-doctor-'))
})
afterAll(() => rm(folder, { recursive: true }))

const doctor = async (...args: string[]) => {
  const { status, stdout } = await benchHere([
    'doctor',
    '--json',
    '--output',
    folder,
    '--weights',
    folder,
    ...args,
  ])
  return { status, ...documentSchema.parse(JSON.parse(stdout)) }
}

test('a machine with everything passes, and each line is named', async () => {
  const { status, ok, checks } = await doctor('--profile', 'toybox')
  expect(checks.filter((check) => check.status === 'missing')).toEqual([])
  expect({ status, ok }).toEqual({ status: 0, ok: true })
  expect(checks.map(({ name }) => name)).toEqual([
    'Node',
    'ONNX Runtime',
    'TensorFlow.js',
    'Video',
    'Codecs',
    'Output',
    'Disk',
    'Weights centernet',
  ])
})

test('weights that the profile needs and lacks: exit 3 with the command that fetches them', async () => {
  const { status, ok, checks } = await doctor('--profile', 'lite')
  expect({ status, ok }).toEqual({ status: 3, ok: false })
  expect(checks.find(({ name }) => name === 'Weights centernet')).toMatchObject({
    status: 'missing',
    remedy: 'bench models pull centernet',
  })
})

test('an output folder that can not be made: exit 3 with the remedy', async () => {
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  const { status, checks } = await doctor('--profile', 'toybox', '--output', join(file, 'runs'))
  expect(status).toBe(3)
  expect(checks.find(({ name }) => name === 'Output')).toMatchObject({
    status: 'missing',
    remedy: 'Make the folder writable, or choose another with --output.',
  })
})

test('each line of the text is OK or has its remedy below', async () => {
  const { stdout } = await benchHere(['doctor', '--output', folder, '--weights', folder, '--profile', 'lite'])
  const lines = stdout.trimEnd().split('\n')
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('OK') && !line.includes('→')) expect(lines[i + 1]).toContain('→')
  }
})
