import { describe, expect, test } from 'vitest'
import { fileLayer, layerOf } from '../../bench/config/layers.ts'
import { resolveSettings, settingPaths, valuesOf } from '../../bench/config/resolve.ts'

const file = (config: Parameters<typeof fileLayer>[0]['config']) =>
  fileLayer({ path: '/project/bench.config.ts', config })
const flags = (values: Parameters<typeof layerOf>[0]) => layerOf(values, '/cwd', (path) => `flag ${path}`)
const variables = (values: Parameters<typeof layerOf>[0]) =>
  layerOf(values, '/cwd', (path) => `environment ${path}`)

describe('precedence', () => {
  test('flags win over environment, file and defaults, each with its origin', () => {
    const resolved = resolveSettings(
      [
        flags({ samples: 1 }),
        variables({ samples: 2, seed: 2 }),
        file({ samples: 3, seed: 3, limit: 3, bootstrap: { level: 0.9 } }),
      ],
      '/project',
    )
    expect(resolved.samples).toMatchObject({ value: 1, origin: 'flag samples' })
    expect(resolved.seed).toMatchObject({ value: 2, origin: 'environment seed' })
    expect(resolved.limit).toMatchObject({ value: 3, origin: '/project/bench.config.ts' })
    expect(resolved['bootstrap.level']).toMatchObject({ value: 0.9, origin: '/project/bench.config.ts' })
    expect(resolved['bootstrap.resamples']).toMatchObject({ value: 2000, origin: 'default' })
    expect(Object.keys(resolved)).toEqual([...settingPaths])
  })

  test('a value of false or an empty list is a value', () => {
    const { allowPartial, formats } = valuesOf(
      resolveSettings(
        [flags({ allowPartial: false, formats: [] }), file({ allowPartial: true })],
        '/project',
      ),
    )
    expect([allowPartial, formats]).toEqual([false, []])
  })

  test('relative paths start where they were written', () => {
    const { output, prompts, baseline } = valuesOf(
      resolveSettings(
        [flags({ output: 'out', baseline: 'run-1' }), file({ output: 'x', prompts: './list.json' })],
        '/project',
      ),
    )
    expect(output).toBe('/cwd/out')
    expect(prompts).toBe('/project/list.json')
    expect(baseline).toBe('run-1')
    expect(valuesOf(resolveSettings([], '/project')).output).toBe('/project/runs')
  })

  test('generators keep the folder that their paths start from', () => {
    const { generators } = resolveSettings(
      [file({ generators: { kind: 'recorded', videos: 'v' } })],
      '/project',
    )
    expect(generators).toMatchObject({ value: [{ kind: 'recorded', videos: 'v' }], folder: '/project' })
  })
})

describe('defaults that depend on the rest', () => {
  const of = (config: Parameters<typeof file>[0]) => {
    const { prompts, generators, profile } = valuesOf(resolveSettings([file(config)], '/project'))
    return { prompts, kinds: generators.map(({ kind }) => kind), profile }
  }

  test('nothing said: the toybox world', () => {
    expect(of({})).toEqual({ prompts: 'toybox', kinds: ['toybox'], profile: 'toybox' })
  })

  test('recorded videos: the full list with the lite profile', () => {
    expect(of({ generators: { kind: 'recorded', videos: 'v' } })).toEqual({
      prompts: 'vbench',
      kinds: ['recorded'],
      profile: 'lite',
    })
  })

  test('recorded videos of toybox prompts: the toybox profile', () => {
    expect(of({ prompts: 'toybox', generators: { kind: 'recorded', videos: 'v' } }).profile).toBe('toybox')
  })

  test('recorded videos with a map name their own prompts', () => {
    expect(of({ generators: { kind: 'recorded', videos: 'v', map: 'm.csv' } }).prompts).toBe('from-files')
  })

  test('a process gets the full list', () => {
    expect(of({ generators: { kind: 'process', command: ['x'] } })).toMatchObject({
      prompts: 'vbench',
      profile: 'lite',
    })
  })

  test('a profile that was chosen stays', () => {
    expect(of({ profile: 'lite' }).profile).toBe('lite')
  })
})
