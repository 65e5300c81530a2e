import { describe, expect, test } from 'vitest'
import { problemOf } from '../../../../bench/errors.ts'
import { Cotracker } from '../../../../bench/models/vision/cotracker/cotracker.ts'
import { cotracker2 } from '../../../../bench/models/vision/cotracker/spec.ts'
import { createRunner } from '../../../../bench/onnx/engine/runner.ts'
import type { Weights } from '../../../../bench/onnx/engine/weights/open.ts'
import type { StoredTensor } from '../../../../bench/onnx/engine/weights/stored-tensor.ts'
import { runParity } from '../../../../bench/parity/parity.ts'
import { fixtureFolder } from './fixture.ts'

test("encoder, one update and whole videos equal the recorded outputs of upstream's code", async () => {
  const { outputs, passed } = await runParity(fixtureFolder)
  expect(outputs.filter((output) => !output.passed)).toEqual([])
  expect(outputs.map((output) => output.case)).toContain('track9')
  expect(passed).toBe(true)
})

describe('weights', () => {
  /** A checkpoint of the released sizes, with some tensors of another shape, or none. */
  function checkpoint(changes: Readonly<Record<string, readonly number[] | null>> = {}): Weights {
    const shapes = new Map<string, readonly number[]>()
    for (const { path, shape } of new Cotracker(cotracker2).parameters) shapes.set(path, shape)
    for (const [name, shape] of Object.entries(changes))
      if (shape === null) shapes.delete(name)
      else shapes.set(name, shape)
    const tensors = [...shapes].map(([name, shape]) => {
      const tensor: StoredTensor = { file: 'none', dtype: 'float32', shape, offsetBytes: 0, lengthBytes: 0 }
      return [name, tensor] as const
    })
    return { path: 'cotracker2.pth', tensors: new Map(tensors) }
  }
  const refusal = (weights: Weights) => {
    try {
      createRunner(new Cotracker(cotracker2), weights)
      return null
    } catch (error) {
      return problemOf(error)
    }
  }

  test('of the released file have the names that upstream gives them', () => {
    const { tensors } = checkpoint()
    // facebookresearch/co-tracker, hubconf.py: keys of cotracker2.pth are those of the network itself
    for (const [name, shape] of [
      ['fnet.layer2.0.downsample.0.weight', [96, 64, 1, 1]],
      ['fnet.conv2.weight', [256, 416, 3, 3]],
      ['updateformer.virual_tracks', [1, 64, 1, 384]],
      ['updateformer.time_blocks.5.attn.to_kv.weight', [768, 384]],
      ['updateformer.space_virtual2point_blocks.0.norm_context.bias', [384]],
      ['updateformer.flow_head.weight', [130, 384]],
      ['pos_emb', [1, 456, 96, 128]],
      ['time_emb', [1, 8, 456]],
    ] as const) {
      expect(tensors.get(name)?.shape, name).toEqual(shape)
    }
    expect(tensors.size).toBe(321)
    expect(refusal(checkpoint())).toBeNull()
  })

  test.each([
    ['CoTracker2, windows of 16 frames', { time_emb: [1, 16, 456] }],
    [
      'CoTracker3',
      { 'corr_mlp.fc1.weight': [384, 2401], 'updateformer.input_transform.weight': [384, 1110] },
    ],
    ['CoTracker', { 'updateformer.virual_tracks': null, 'ffeat_updater.0.weight': [128, 128] }],
    ['RAFT', { 'updateformer.input_transform.weight': null }],
  ] as const)('of %s are refused by name', (title, changes) => {
    expect(refusal(checkpoint(changes))).toMatchObject({
      code: 'WEIGHTS_MISMATCH',
      message: expect.stringContaining(`it holds ${title}, expected CoTracker2, windows of 8 frames`),
    })
  })
})
