import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../bench/errors.ts'
import { planClips } from '../../bench/pipeline/plan.ts'
import { comparableResult } from '../../bench/pipeline/result-file.ts'
import { type DimensionId, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import type { PlannedClip } from '../../bench/records/plan.ts'
import type { RunResult } from '../../bench/records/run-result.ts'
import { networkFolders } from '../../bench/weights/networks.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { bench } from '../support/bench.ts'
import { dreamsimParts, visionFixture, writeOwnNetwork } from '../support/dreamsim-files.ts'
import { fakeRequest } from '../support/fake-request.ts'
import { writeSmallNetworks } from '../support/full-protocol.ts'
import { startCommand, stopAtScores } from '../support/kill-and-resume.ts'
import { writeNumberedClip } from '../support/numbered-clip.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()
const samples = 2
// spread over the list, one prompt at least for each of its groups
const limit = 24
// 6.125 s: three segments of 2 s and one that is filled up, or one that is shorter than 10 s
const size = { frames: 49, fps: 8, width: 160, height: 144 }
// The same of half as many frames, because networks look at each.
const sparse = { ...size, frames: 25, fps: 4 }

/** A weight folder with nothing but VBench's list, as `bench run` would have fetched it. */
function listFolder(): string {
  const { name, sha256 } = vbench.promptSources.vbench
  const weights = join(folder, 'list')
  mkdirSync(join(weights, sha256.slice(0, 16)), { recursive: true })
  copyFileSync(sharedPath(`data/${name}`), join(weights, sha256.slice(0, 16), name))
  return weights
}

function plannedClips(): PlannedClip[] {
  const list = sharedPath('data/VBench_full_info.json')
  const prompts = vbench.parsePrompts(readFileSync(list, 'utf8'), list)
  return planClips(fakeRequest(folder, { prompts, limit, samples, dimensions: vbenchDimensionIds }))
}

/** A few clips in turn under the names of all planned ones. */
async function writeLongClips(name: string, count: number, clip: typeof size): Promise<string> {
  const videos = join(folder, name)
  mkdirSync(videos)
  const clips = Array.from({ length: count }, (_, i) => ({
    path: join(folder, `${name}-${i}.mp4`),
    hue: i / count,
  }))
  for (const { path, hue } of clips) await writeNumberedClip(path, { ...clip, hue })
  for (const [i, { fileName }] of plannedClips().entries())
    linkSync(clips[i % count]!.path, join(videos, fileName))
  return videos
}

const args = (profile: string, weights: string, videos: string) => [
  ...['--profile', profile, '--weights', weights, '--prompts', 'vbench', '--generator', 'recorded'],
  ...['--videos', videos, '--limit', String(limit), '--samples', String(samples)],
]

/** The recorded small DINOv2, and DreamSim with its own DINO, in place of the official profile's. */
async function writeSegmentNetworks(weights: string): Promise<void> {
  symlinkSync(visionFixture('dinov2'), join(weights, networkFolders['dinov2_vitb14_pretrain.pth']!))
  const { files, sizes } = await dreamsimParts()
  for (const [file, tensors] of Object.entries(files)) {
    const place = join(weights, networkFolders[file]!)
    rmSync(place, { force: true })
    await writeOwnNetwork(place, sizes[file]!, tensors)
  }
}

/** Segments of each clip whose prompt asks for the dimension. */
function weightsOf({ items }: RunResult, id: DimensionId): Set<number> {
  const scores = items.flatMap(({ scores: own }) => own[id] ?? [])
  return new Set(scores.flatMap((score) => (score.status === 'scored' ? [score.weight] : [])))
}

describeShared('VBench-Long through the command line', () => {
  test('clips of 6 s: killed, resumed, not scored again, in segments', { timeout: 300_000 }, async () => {
    const videos = await writeLongClips('videos', 12, size)
    const weights = listFolder()
    const output = join(folder, 'killed')
    mkdirSync(output)
    const child = startCommand(output, [...args('toybox', weights, videos), '--workers', '1'])
    expect(await stopAtScores(output, child, 1, 'SIGKILL')).toBe(null)

    const again = () =>
      bench(
        [
          'run',
          'vbench',
          ...args('toybox', weights, videos),
          '--output',
          output,
          '--json',
          '--format',
          'json,csv',
        ],
        { cwd: folder },
      )
    const resumed = await again()
    expect(resumed.status, resumed.stderr).toBe(exitCodes.passed)
    expect(readdirSync(output)).toHaveLength(1)
    const { path } = JSON.parse(resumed.stdout) as { path: string }
    const result = readResult(path)
    expect([result.protocol, result.manifest.protocol, result.status]).toEqual([
      'vbench-long',
      'vbench-long',
      'complete',
    ])
    expect(weightsOf(result, 'motion-smoothness')).toEqual(new Set([4]))
    expect(weightsOf(result, 'subject-consistency')).toEqual(new Set([4]))
    expect(weightsOf(result, 'temporal-flickering')).toEqual(new Set([4]))
    const [subject] = result.models[0]!.dimensions
    expect(subject!.evaluator.backbone).toBe('cell-embedder + cell-embedder-of-segments')
    expect(readFileSync(join(path, 'report', 'dimensions.csv'), 'utf8')).toMatch(/,toybox,vbench-long,/)

    const calm = join(folder, 'calm')
    const whole = await bench(
      ['run', 'vbench', ...args('toybox', weights, videos), '--output', calm, '--json'],
      { cwd: folder },
    )
    const undisturbed = readResult((JSON.parse(whole.stdout) as { path: string }).path)
    expect(comparableResult(result)).toEqual(comparableResult(undisturbed))

    const second = await again()
    expect(second.status, second.stderr).toBe(exitCodes.passed)
    expect(second.stderr).toMatch(/score: (\d+) items, \1 done before/)
    expect(readResult(path).models).toEqual(result.models)

    const within = await bench(
      [
        'run',
        'vbench',
        ...args('toybox', weights, videos),
        '--output',
        output,
        '--within-segments-only',
        '--json',
      ],
      { cwd: folder },
    )
    expect(within.status, within.stderr).toBe(exitCodes.passed)
    const other = JSON.parse(within.stdout) as { path: string }
    expect(other.path).not.toBe(path)
    const compared = await bench(['compare', path, other.path], { cwd: folder })
    expect([compared.status, compared.stderr]).toEqual([
      exitCodes.usage,
      expect.stringMatching(/the backbone of subject-consistency's evaluator/),
    ])
  })

  test('all sixteen dimensions of the official profile, small random networks', {
    timeout: 600_000,
  }, async () => {
    const weights = join(folder, 'weights')
    mkdirSync(weights)
    writeSmallNetworks(weights)
    await writeSegmentNetworks(weights)
    const videos = await writeLongClips('official', 1, sparse)
    const outcome = await bench(
      ['run', 'vbench', ...args('official', weights, videos), '--json', '--format', 'json,vbench-results'],
      { cwd: folder, env: { BENCH_BOOTSTRAP_RESAMPLES: '200' } },
    )
    expect(outcome.status, outcome.stderr).toBe(exitCodes.passed)
    const result = readResult((JSON.parse(outcome.stdout) as { path: string }).path)
    expect(result.protocol).toBe('vbench-long')
    for (const id of ['human-action', 'temporal-style', 'overall-consistency', 'imaging-quality'] as const) {
      expect(weightsOf(result, id), id).toEqual(new Set([1]))
    }
    for (const id of ['object-class', 'scene', 'dynamic-degree'] as const) {
      expect(weightsOf(result, id), id).toEqual(new Set([4]))
    }
    // one clip of a prompt has four segments that stand still, the next one the fifth
    const flickering = result.items.flatMap(({ scores }) => scores['temporal-flickering'] ?? [])
    const kept = flickering.map((score) => {
      const segments = score.status === 'scored' ? (score.details?.segments as unknown[]) : []
      return segments.filter((segment) => segment !== null).length
    })
    expect(new Set(kept)).toEqual(new Set([4, 1]))
    expect(weightsOf(result, 'temporal-flickering')).toEqual(new Set([1]))
  })
})
