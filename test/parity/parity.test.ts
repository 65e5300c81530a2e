import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWeights } from '../../bench/onnx/engine/weights/open.ts'
import { runParity } from '../../bench/parity/parity.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { changeConfig, keepCases, withCopy } from './recorded-copy.ts'

const networks = [
  't5',
  'clip',
  'mmdit-v2',
  'mmdit-dcae',
  'mmdit-flux',
  'autoencoder-2d',
  'hunyuan-vae',
  'dc-ae',
]

describeShared('our networks equal the recorded outputs of the upstream code', () => {
  test.each(networks)('%s', { timeout: 120_000 }, async (name) => {
    const { outputs, passed } = await runParity(sharedPath(`fixtures/open-sora/${name}`))
    expect(outputs.filter((output) => !output.passed)).toEqual([])
    expect(passed).toBe(true)
  })
})

describeShared('autoencoders equal the recorded outputs also in the form for large videos', () => {
  test.each(['hunyuan-vae', 'dc-ae'])('%s', { timeout: 120_000 }, (name) =>
    withCopy(name, async (folder) => {
      await keepCases(folder, ['encode_video', 'decode_video'])
      const { outputs } = await runParity(folder, { graph: { conv3d: 'frames' } })
      expect(outputs.length).toBeGreaterThan(1)
      expect(outputs.filter((output) => !output.passed)).toEqual([])
    }),
  )
})

describeShared('parity is not given away', () => {
  test('one changed weight fails', () =>
    withCopy('clip', async (folder) => {
      const path = join(folder, 'weights.safetensors')
      const { offsetBytes } = (await openWeights(path)).tensors.get(
        'text_model.encoder.layers.1.mlp.fc1.weight',
      )!
      const bytes = await readFile(path)
      bytes.writeFloatLE(bytes.readFloatLE(offsetBytes) + 0.5, offsetBytes)
      await rm(path, { force: true })
      await writeFile(path, bytes)
      expect((await runParity(folder)).passed).toBe(false)
    }))

  test.each([
    ['an unknown component', '"component": "clip"', '"component": "clap"', 'component clap is unknown'],
    ['an unknown function', 'attention_mask=None)"', 'attention_mask=1)"', 'unknown function'],
    ['an architecture of another kind', '"quick_gelu"', '"gelu"', 'hiddenAct'],
    ['a tensor that is not recorded', '"pooled/in/input_ids"', '"pooled/in/ids"', 'got nothing'],
    [
      'an input that is missing',
      '"input_ids": {',
      '"ids": {',
      'input input_ids: expected int64, got nothing',
    ],
  ])('%s is an error', (_, from, to, message) =>
    withCopy('clip', async (folder) => {
      await changeConfig(folder, (text) => text.replace(from, to))
      await expect(runParity(folder)).rejects.toMatchObject({
        problem: { code: 'PARITY_INVALID', message: expect.stringContaining(message) },
      })
    }),
  )

  test('params that a function does not take are an error', () =>
    withCopy('sampler', async (folder) => {
      await changeConfig(folder, (text) => text.replace(/"patch_size": \d+/g, '"patch_size": 0'))
      await expect(runParity(folder)).rejects.toMatchObject({
        problem: { code: 'PARITY_INVALID', message: expect.stringContaining('patch_size') },
      })
    }))
})
