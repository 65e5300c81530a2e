import { expect, test } from 'vitest'
import { hunyuanSpec } from '../../../bench/models/specs.ts'
import { openWeights } from '../../../bench/onnx/engine/weights/open.ts'
import { openCodec } from '../../../bench/profile/codec/codec.ts'
import { qualityRow } from '../../../bench/profile/quality/quality-row.ts'
import { reconstructClips, type SourceClip } from '../../../bench/profile/quality/reconstruct.ts'
import { tileBorders } from '../../../bench/profile/quality/tile-borders.ts'
import type { AutoencoderSpec } from '../../../bench/profile/variants.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'
import { picture } from './pictures.ts'

// the sizes of the recorded network: tiles of 32 pixels, of which 24 are kept
const autoencoder: AutoencoderSpec = {
  kind: 'hunyuan',
  spec: {
    ...hunyuanSpec,
    latentChannels: 4,
    normNumGroups: 8,
    blockOutChannels: [8, 16, 24, 32],
    sampleSize: 32,
    sampleTsize: 16,
  },
}
const size = { frames: 5, height: 56, width: 72 }
const whole = { spatial: false, temporal: false }

describeShared('a network whose tiles meet inside the picture', () => {
  test('is measured in tiles and whole, at the same borders', async () => {
    const weights = await openWeights(sharedPath('fixtures/open-sora/hunyuan-vae/weights.safetensors'))
    const borders = tileBorders(autoencoder, size, { spatial: true, temporal: false })
    expect(borders.map(({ axis, positions }) => [axis, positions])).toEqual([
      ['height', [24, 32, 48]],
      ['width', [24, 32, 48, 56]],
    ])
    const measured = async (tiling: typeof whole) => {
      const codec = await openCodec(
        { kind: 'built-in', autoencoder, tiling },
        { provider: 'cpu', threads: 1, weights },
      )
      const clips: SourceClip[] = [1, 2].map((seed) => ({
        name: `clip ${seed}`,
        *frames() {
          for (let index = 0; index < 5; index++) {
            yield { index, height: 56, width: 72, data: picture(56, 72, seed, index), timeSeconds: index }
          }
        },
      }))
      const result = await reconstructClips(codec, clips, { ...size, lpips: null, borders })
      await codec.release()
      return result
    }
    const [tiled, control] = [await measured({ spatial: true, temporal: false }), await measured(whole)]
    expect([...tiled.failures, ...control.failures]).toEqual([])
    expect(tiled.clips[0]!.psnrDecibels).not.toBe(control.clips[0]!.psnrDecibels)
    for (const [result, isTiled] of [
      [tiled, true],
      [control, false],
    ] as const) {
      const row = qualityRow({ variant: 'v', ...size, tiled: isTiled }, result)
      for (const score of [row.psnr, row.ssim, row.addedFlicker, row.seams]) {
        expect(score).toMatchObject({ status: 'scored', clips: 2, value: expect.any(Number) })
      }
    }
  })
})
