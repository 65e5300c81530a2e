import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../bench/errors.ts'
import { bench } from '../support/bench.ts'
import { describeShared } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { goldenDimensions } from '../support/vbench-fixture-set.ts'
import { expectGoldenScores, scoreGoldenClips } from './golden-scores.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()

describeShared('the official profile on one clip', () => {
  // RAFT takes as long as all others together; official.heavy.ts has it
  const dimensions = goldenDimensions.filter((id) => id !== 'dynamic-degree')

  test("every score equals upstream's within the fixture's tolerance", { timeout: 240_000 }, async () => {
    const { result, clipOf } = await scoreGoldenClips(folder, ['megamind_202x150_17f_8fps.mp4'], dimensions)
    expect(Object.keys(expectGoldenScores(result, clipOf, dimensions))).toHaveLength(dimensions.length)
    expect(result.profile.notice).toContain('networks of your own')
  })
})

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
