import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Prompt } from '../../bench/records/plan.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { writeNumberedClip } from './numbered-clip.ts'
import { sharedPath } from './shared.ts'
import { writeFixtureSet } from './vbench-fixture-set.ts'

const fixture = (name: string) => sharedPath(`fixtures/vbench/${name}`)

/**
 * A weight folder with small random networks for all sixteen dimensions, and VBench's prompt list. Two networks are
 * bent so that there is something to count: RAFT sees no motion, and GRiT calls everything a car.
 */
export function writeSmallNetworks(folder: string): void {
  writeFixtureSet(folder)
  for (const name of ['tag2text', 'grit']) symlinkSync(fixture(name), join(folder, name))
  const vocabulary = 'bert-base-uncased-vocab.txt'
  copyFileSync(sharedPath(`data/${vocabulary}`), join(folder, 'files', vocabulary))
  const { name, sha256 } = vbench.promptSources.vbench
  mkdirSync(join(folder, sha256.slice(0, 16)))
  copyFileSync(sharedPath(`data/${name}`), join(folder, sha256.slice(0, 16), name))
  bend(folder, 'raft', {
    'update_block.flow_head.conv2.weight': () => 0,
    'update_block.flow_head.conv2.bias': () => 0,
  })
  const words = readFileSync(join(folder, 'files', vocabulary), 'utf8').split(/\r?\n/)
  const [car, end] = [words.indexOf('car'), words.indexOf('[SEP]')]
  const stages = [0, 1, 2].map((stage) => `roi_heads.box_predictor.${stage}.cls_score.bias`)
  bend(folder, 'grit', {
    'proposal_generator.centernet_head.agn_hm.bias': () => 4,
    'proposal_generator.centernet_head.bbox_pred.bias': () => 8,
    ...Object.fromEntries(stages.map((stage) => [stage, (i: number) => (i === 0 ? 9 : -9)])),
    // a word is not said twice in a row, so the text ends behind it
    'roi_heads.text_decoder.textual.output.bias': (i) => (i === car ? 2e4 : i === end ? 1e4 : 0),
  })
}

/** Puts a copy of the fixture's network in its place, with some float32 tensors replaced. */
function bend(folder: string, name: string, values: Readonly<Record<string, (i: number) => number>>): void {
  const place = join(folder, name)
  rmSync(place)
  mkdirSync(place)
  copyFileSync(join(fixture(name), 'config.json'), join(place, 'config.json'))
  const bytes = Buffer.from(readFileSync(join(fixture(name), 'weights.safetensors')))
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, start).toString('utf8')) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >
  for (const [tensor, value] of Object.entries(values)) {
    const found = header[tensor]
    if (found?.dtype !== 'F32') throw new Error(`${name} has no float32 tensor ${tensor}`)
    const [from, to] = found.data_offsets
    for (let i = 0; i < (to - from) / 4; i++) bytes.writeFloatLE(value(i), start + from + 4 * i)
  }
  writeFileSync(join(place, 'weights.safetensors'), bytes)
}

/** VBench's 6,220 files: links to two tiny clips in turn, because decoding them all would take an hour. */
export async function writeFullFolder(folder: string, prompts: readonly Prompt[]): Promise<number> {
  const videos = join(folder, 'videos')
  mkdirSync(videos)
  const clips = [0.1, 0.6].map((hue, i) => ({ path: join(folder, `clip-${i}.mp4`), hue }))
  const size = { frames: 6, fps: 8, width: 160, height: 144 }
  for (const { path, hue } of clips) await writeNumberedClip(path, { ...size, hue })
  let files = 0
  for (const prompt of prompts) {
    for (let sample = 0; sample < vbench.samplesOf(prompt); sample++, files++) {
      linkSync(clips[files % 2]!.path, join(videos, vbench.fileName(prompt, sample)))
    }
  }
  for (const { path } of clips) unlinkSync(path)
  return files
}
