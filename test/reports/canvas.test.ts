import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import Module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withPrebuiltCanvas } from '../../reports/canvas.ts'

// A project in which npm's overrides do not apply: chartjs-node-canvas beside a `canvas` that can't load.
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canvas-'))
  const write = async (name: string, text: string) => {
    await mkdir(join(folder, 'node_modules', name), { recursive: true })
    await writeFile(join(folder, 'node_modules', name, 'index.js'), text)
  }
  await write('canvas', `throw new Error('not compiled')`)
  await write('chartjs-node-canvas', `exports.load = () => require('canvas')`)
  await write('other', `exports.load = () => require('canvas')`)
})
afterAll(() => rm(folder, { recursive: true }))

const load = (name: string) => {
  const require = createRequire(join(folder, 'index.js'))
  return require(name) as { load(): { createCanvas?: unknown } }
}

test('chartjs-node-canvas gets the prebuilt canvas where a broken one is installed', () => {
  expect(() => load('chartjs-node-canvas').load()).toThrow('not compiled')
  const canvas = withPrebuiltCanvas(() => load('chartjs-node-canvas').load())
  expect(canvas.createCanvas).toBeTypeOf('function')
})

test('nobody else does, and nothing stays changed', () => {
  const before = (Module as unknown as { _resolveFilename: unknown })._resolveFilename
  expect(() => withPrebuiltCanvas(() => load('other').load())).toThrow('not compiled')
  expect((Module as unknown as { _resolveFilename: unknown })._resolveFilename).toBe(before)
})
