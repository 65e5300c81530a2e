import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { problemOf } from '../../bench/errors.ts'
import { sha256 } from '../../bench/records/identity.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { hasOwnNetwork } from '../../bench/weights/networks.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const file = 'dino_vitbase16_pretrain.pth'

async function own(config: string, name = 'weights.safetensors'): Promise<string> {
  const place = join(folder, String(serial++))
  await mkdir(join(place, 'dino'), { recursive: true })
  await writeFile(join(place, 'dino', 'config.json'), config)
  await writeFile(join(place, 'dino', name), 'weights')
  return place
}
let serial = 0
const find = (place: string | null) => createWeightLocator(place).find(file)
const failure = (place: string) => find(place).catch(problemOf)

test("a network of one's own stands in for the released file, with its sizes", async () => {
  const place = await own(
    '{"component": "dino-vit", "architecture": {"embed_dim": 128}, "weights": "small.pth"}',
    'small.pth',
  )
  expect(await find(place)).toEqual({
    path: join(place, 'dino', 'small.pth'),
    bytes: 7,
    sha256: sha256('weights'),
    network: { architecture: { embed_dim: 128 } },
  })
  expect(await find(await own('{}'))).toMatchObject({ network: { architecture: null } })
  expect(await hasOwnNetwork(file, place)).toBe(true)
})

test('only in a folder that was named, and only for networks', async () => {
  const place = await own('{}')
  expect(await hasOwnNetwork(file, null)).toBe(false)
  expect(await hasOwnNetwork('centernet.bin', place)).toBe(false)
  expect(await hasOwnNetwork('ViT-B-32.pt', place)).toBe(false)
})

test.each([
  ['{', 'not JSON'],
  ['{"weights": "../../secret"}', 'a file beside it'],
  ['{"weights": ""}', 'a file beside it'],
  ['{"architecture": [1]}', 'architecture'],
])('config.json %s is refused', async (config, found) => {
  const place = await own(config)
  expect(await failure(place)).toMatchObject({
    code: 'NETWORK_FOLDER',
    message: expect.stringContaining(found),
  })
})

test('weights that config.json names and that are not there are an error, not the released ones', async () => {
  const place = await own('{"weights": "absent.pth"}')
  expect(await failure(place)).toMatchObject({
    code: 'WEIGHT_FILE_MISSING',
    message: expect.stringContaining(join(dirname(join(place, 'dino', 'x')), 'absent.pth')),
  })
})
