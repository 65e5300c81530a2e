import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareRuns } from '../../bench/pipeline/compare.ts'
import type { DimensionId } from '../../bench/records/dimension.ts'
import type { Comparison, RunResult } from '../../bench/records/run-result.ts'
import { suites } from '../../suites/table.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { runVbench } from './results.ts'

/** What each degradation must lower. `unmeasurable`: an object that is not there has no colour to judge. */
const effects: Record<string, { lowers: readonly DimensionId[]; unmeasurable?: readonly DimensionId[] }> = {
  flicker: { lowers: ['temporal-flickering'] },
  noise: { lowers: ['temporal-flickering', 'motion-smoothness'] },
  blur: { lowers: ['subject-consistency', 'background-consistency'] },
  'wrong-color': { lowers: ['color'] },
  'wrong-object': {
    lowers: ['object-class', 'multiple-objects', 'spatial-relationship'],
    unmeasurable: ['color'],
  },
  frozen: { lowers: ['dynamic-degree'] },
  jerky: { lowers: ['motion-smoothness'] },
}

/** The other dimensions may move by so much: a frame misread here and there. All of them have the range 0 … 1. */
const noise = 0.03

const { vbench } = suites
const cwd = temporaryFolder()
const compared = new Map<string, Comparison>()

describe('the metrics tell the truth about the toybox', () => {
  beforeAll(async () => {
    const kinds = Object.keys(effects)
    const spoilt = kinds.map((kind) => ({ kind: 'toybox', model: kind, degrade: { kind } }))
    const config = { samples: 1, generators: [{ kind: 'toybox', model: 'clean' }, ...spoilt] }
    writeFileSync(join(cwd, 'bench.config.json'), JSON.stringify(config))
    const { path, result } = await runVbench(['--prompts', 'toybox', '--profile', 'toybox'], cwd)
    const options = { maxRegression: 0.01, resamples: 1000, level: 0.95, seed: 1, totals: vbench.totals }
    const alone = (model: string) => ({ path, result: onlyModel(result, model) })
    for (const kind of kinds) compared.set(kind, compareRuns(alone('clean'), alone(kind), options))
    console.log(table())
  }, 240_000)

  test.each(Object.entries(effects))('%s lowers what it should and leaves the rest', (kind, effect) => {
    for (const { metric, difference, interval } of compared.get(kind)?.metrics ?? []) {
      const id = metric as DimensionId
      if (effect.unmeasurable?.includes(id)) {
        expect(difference, metric).toBeNull()
      } else if (effect.lowers.includes(id)) {
        expect(interval?.high, `${metric} under ${kind}`).toBeLessThan(0)
      } else if (difference !== null) {
        expect(difference, `${metric} under ${kind}`).toBeGreaterThan(-noise)
      }
    }
    const measured = compared.get(kind)?.metrics.filter(({ difference }) => difference !== null) ?? []
    expect(measured.length).toBeGreaterThanOrEqual(8)
  })
})

/** The result as if the run had had this model alone. */
function onlyModel(result: RunResult, model: string): RunResult {
  return {
    ...result,
    models: result.models.filter((entry) => entry.model === model),
    items: result.items.filter((item) => item.model === model),
  }
}

/** Rows are dimensions, columns degradations, cells the change against clean clips; `*` marks what should fall. */
function table(): string {
  const kinds = Object.keys(effects)
  const metrics = compared.get(kinds[0]!)?.metrics.map(({ metric }) => metric) ?? []
  const cell = (kind: string, metric: string) => {
    const found = compared.get(kind)?.metrics.find((entry) => entry.metric === metric)
    const text = found?.difference == null ? '—' : found.difference.toFixed(4)
    return `${text}${effects[kind]?.lowers.includes(metric as DimensionId) ? '*' : ' '}`.padStart(13)
  }
  const head = `${''.padEnd(24)}${kinds.map((kind) => kind.padStart(12)).join(' ')}`
  return [
    head,
    ...metrics.map((metric) => metric.padEnd(24) + kinds.map((kind) => cell(kind, metric)).join('')),
  ].join('\n')
}
