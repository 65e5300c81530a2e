import { expect, test } from 'vitest'
import { sinusoidPositions } from '../../../../bench/models/vision/layers/sinusoid-positions.ts'
import { openWeights } from '../../../../bench/onnx/engine/weights/open.ts'
import { readTensor } from '../../../../bench/onnx/engine/weights/read-tensor.ts'
import { toFloat32 } from '../../../../bench/tensor/tensor.ts'
import { describeShared, sharedPath } from '../../../support/shared.ts'

describeShared("UMT's computed positions", () => {
  test('equal rows of the upstream table of 16 frames', async () => {
    const { tensors } = await openWeights(sharedPath('fixtures/vbench/umt/io.safetensors'))
    const rows = toFloat32(await readTensor(tensors.get('full_pos_embed_rows')!))
    const indices = await readTensor(tensors.get('full_pos_embed_row_index')!)
    const width = rows.shape[1]!
    const table = sinusoidPositions(16, width)
    expect(table.shape).toEqual([16 * 14 * 14, width])
    const errors = Array.from(rows.data, (value, i) => {
      const row = Number(indices.data[Math.floor(i / width)])
      return Math.abs(table.data[row * width + (i % width)]! - value)
    })
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-6)
  })
})
