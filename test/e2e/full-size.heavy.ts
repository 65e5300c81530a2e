import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { writeReport } from '../../bench/cli/write-report.ts'
import { run } from '../../bench/pipeline/run.ts'
import type { RunEvent } from '../../bench/records/event.ts'
import { vbenchZip } from '../../reports/vbench-zip.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { fullSizeRequest } from '../support/full-size-request.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { type Pack, upstreamTotals } from '../support/upstream-totals.ts'

const folder = temporaryFolder()

describeShared('a run of 6,220 videos and 16 dimensions', () => {
  test('planning, preflight, aggregation and report take less than 30 s', async () => {
    const file = sharedPath('data/VBench_full_info.json')
    const request = fullSizeRequest(vbench.parsePrompts(readFileSync(file, 'utf8'), file), folder)
    const seconds = new Map<string, number>()
    const onEvent = (event: RunEvent) => {
      if (event.type === 'stage-finished') seconds.set(event.stage, event.seconds)
    }
    const start = performance.now()
    const { path, result } = await run({ ...request, onEvent })
    const runSeconds = (performance.now() - start) / 1000
    const own = runSeconds - (seconds.get('generate') ?? 0) - (seconds.get('score') ?? 0)

    const reportStart = performance.now()
    const formats = ['html', 'csv', 'png', 'junit', 'markdown']
    await writeReport({
      result,
      runFolder: path,
      reportFolder: join(path, 'report'),
      formats,
      allowPartial: false,
    })
    const reportSeconds = (performance.now() - reportStart) / 1000

    const again = performance.now()
    await run(request)
    const againSeconds = (performance.now() - again) / 1000
    console.log({
      ...Object.fromEntries(seconds),
      own,
      reportSeconds,
      againSeconds,
      memoryMB: process.memoryUsage.rss() / 2 ** 20,
    })

    expect(result.items).toHaveLength(6220)
    expect(result.models[0]?.total.value).toBeTypeOf('number')
    expect(own + reportSeconds).toBeLessThan(30)

    // The pack, as if the made-up scores were VBench's own: complete, and of upstream's totals.
    const profile = { id: 'official', title: 'made up', notice: null }
    const official = { ...result, profile, protocol: 'vbench' as const }
    const [zip] = await vbenchZip.files(official, { runPath: '..', version: '0', allowPartial: false })
    const entries = Object.entries(unzipSync(zip!.content as Uint8Array))
    expect(entries.map(([name]) => name)).toEqual([zip!.name.replace('_vbench.zip', '_eval_results.json')])
    const pack = JSON.parse(strFromU8(entries[0]![1])) as Pack
    expect(Object.keys(pack)).toHaveLength(16)
    for (const [key, [, videos]] of Object.entries(pack)) expect(videos, key).toHaveLength(6220)
    const upstream = upstreamTotals(pack)
    for (const name of ['quality', 'semantic', 'total'] as const) {
      expect(Math.abs(result.models[0]![name]!.value! - upstream[name]), name).toBeLessThan(1e-9)
    }
  })
})
