import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../bench/errors.ts'
import { bench } from '../support/bench.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()

describe('the official profile without its weights', { timeout: 120_000 }, () => {
  const list = join(folder, 'list.json')
  const source = ['--generator', 'toybox', '--prompts', list, '--samples', '1']
  const args = ['run', 'vbench', '--profile', 'official', '--weights', folder, ...source]
  const only = [...args, '--format', 'json', '--json', '--dimension']
  const environment = { cwd: folder, env: { HF_HOME: folder } }
  const dimension = ['temporal_flickering', 'subject_consistency']
  const prompts = [{ prompt_en: 'a red circle moving left on a blue background', dimension }]
  beforeAll(() => writeFileSync(list, JSON.stringify(prompts)))

  test('leaves dimensions unscored, with the command that fetches their weights; --strict refuses', async () => {
    const dimensions = 'temporal-flickering,subject-consistency'
    const outcome = await bench([...only, dimensions], environment)
    expect(outcome.status, outcome.stderr).toBe(exitCodes.incomplete)
    const { models } = readResult((JSON.parse(outcome.stdout) as { path: string }).path)
    const [subject, flickering] = models[0]!.dimensions
    expect(flickering!.value).toBeTypeOf('number')
    expect(subject).toMatchObject({ value: null, reason: { code: 'WEIGHTS_MISSING' } })
    expect(subject!.reason!.remedy).toContain('bench models pull --profile official')
    const strict = await bench([...only, dimensions, '--strict', '--fresh'], environment)
    expect(strict.status, strict.stderr).toBe(exitCodes.preflight)
    expect(strict.stderr).toContain('dino_vitbase16_pretrain.pth')
  })

  test('does not start when there is nothing that it could score', async () => {
    const outcome = await bench([...only, 'subject-consistency'], environment)
    expect(outcome.status, outcome.stderr).toBe(exitCodes.preflight)
  })
})
