import { mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readComparable } from '../../bench/cli/comparable-file.ts'
import { exitCodes } from '../../bench/errors.ts'
import { upstreamKey, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { bench } from '../support/bench.ts'
import { writeFullFolder, writeSmallNetworks } from '../support/full-protocol.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { type Pack, upstreamTotals } from '../support/upstream-totals.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()

describeShared('VBench’s 6,220 videos through the official profile with small random networks', () => {
  test('preflight, static filter, scoring, totals and pack', { timeout: 600_000 }, async () => {
    const list = sharedPath('data/VBench_full_info.json')
    const prompts = vbench.parsePrompts(readFileSync(list, 'utf8'), list)
    const weights = join(folder, 'weights')
    mkdirSync(weights)
    writeSmallNetworks(weights)
    expect(await writeFullFolder(folder, prompts)).toBe(6220)

    const start = performance.now()
    const args = ['run', 'vbench', '--profile', 'official', '--weights', weights, '--prompts', 'vbench']
    const source = ['--generator', 'recorded', '--videos', join(folder, 'videos')]
    const formats = ['--format', 'json,vbench-zip', '--allow-partial', '--json']
    const outcome = await bench([...args, ...source, ...formats], {
      cwd: folder,
      env: { BENCH_BOOTSTRAP_RESAMPLES: '200' },
    })
    console.log('seconds', (performance.now() - start) / 1000)
    expect(outcome.status, outcome.stderr).toBe(exitCodes.passed)
    const { path } = JSON.parse(outcome.stdout) as { path: string }
    const result = readResult(path)
    expect(result.items).toHaveLength(6220)

    // These networks are not VBench's. Nothing is ever described with a colour: upstream's own mean would stop there.
    const strict = { runPath: '..', version: '0', allowPartial: false }
    expect(() => vbenchZip.files(result, strict)).toThrow(/networks of your own[^;]*; videos lacks color\.$/)
    const zip = readFileSync(join(path, 'report', 'videos_vbench-partial.zip'))
    const entries = unzipSync(zip)
    expect(Object.keys(entries)).toEqual(['videos_eval_results.json'])
    const pack = JSON.parse(strFromU8(entries['videos_eval_results.json']!)) as Pack
    const packed = vbenchDimensionIds.filter((id) => id !== 'color')
    expect(Object.keys(pack).sort()).toEqual(packed.map(upstreamKey).sort())

    for (const id of packed) {
      const rows = pack[upstreamKey(id)]![1]
      const expected = prompts
        .filter(({ dimensions }) => dimensions.includes(id))
        .flatMap((prompt) =>
          Array.from({ length: vbench.samplesOf(prompt) }, (_, i) => vbench.fileName(prompt, i))
            // the static filter takes the first five of a sorted list: -0, -1, -10, -11, -12
            .toSorted((a, b) => (a < b ? -1 : 1))
            .slice(0, id === 'temporal-flickering' ? 5 : undefined),
        )
      const names = rows.map((row) => basename(row.video_path))
      expect(names.toSorted(), id).toEqual(expected.toSorted())
    }

    const [model] = result.models
    expect(Math.abs(model!.quality.value! - upstreamTotals(pack).quality)).toBeLessThan(1e-9)
    // full-size.heavy.ts has all sixteen
    expect(model!.total).toMatchObject({ value: null, missing: ['color'] })

    const { run } = await readComparable(join(path, 'report', 'videos_vbench-partial.zip'), folder)
    expect(run.result.models[0]!.quality.value).toBe(model!.quality.value)
  })
})
