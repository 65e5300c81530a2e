import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runResultSchema } from '../../bench/records/run-result.ts'
import { bench } from '../support/bench.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

interface Golden {
  readonly average: number
  readonly rows: readonly { readonly clip: string; readonly frames: number; readonly score: number }[]
}

describeShared('recorded clips through the command line', () => {
  test('temporal flickering of the golden clips equals upstream to 1e-6', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'bench-recorded-'))
    // The six clips have three frame rates: each is a prompt of its own, so that is only a warning.
    const args = ['--generator', 'recorded', '--videos', sharedPath('fixtures/vbench/clips')]
    const outcome = await bench(
      ['run', 'vbench', ...args, '--prompts', 'from-files', '--dimension', 'temporal-flickering', '--json'],
      { cwd },
    )
    expect(outcome.status, outcome.stderr).toBe(0)

    const golden = JSON.parse(
      readFileSync(sharedPath('fixtures/vbench/temporal_flickering/golden.json'), 'utf8'),
    ) as Golden
    const { path } = JSON.parse(outcome.stdout) as { path: string }
    const result = runResultSchema.parse(JSON.parse(readFileSync(join(path, 'result.json'), 'utf8')))
    for (const item of result.items) {
      const row = golden.rows.find(({ clip }) => item.clip?.path.endsWith(`/${clip}`))
      const score = item.scores['temporal-flickering']
      expect(row, item.fileName).toBeDefined()
      expect(item.clip?.video.frameCount).toBe(row?.frames)
      expect(score?.status).toBe('scored')
      if (score?.status === 'scored') expect(Math.abs(score.value - (row?.score ?? 0))).toBeLessThan(1e-6)
    }
    expect(result.items).toHaveLength(6)
    const rows = golden.rows.filter(({ clip }) =>
      result.items.some(({ clip: c }) => c?.path.endsWith(`/${clip}`)),
    )
    const mean = rows.reduce((sum, { score }) => sum + score, 0) / rows.length
    expect(result.models[0]?.dimensions.find(({ id }) => id === 'temporal-flickering')?.value).toBeCloseTo(
      mean,
      6,
    )
  })
})
