import { expect, test } from 'vitest'
import { dimensionIds } from '../../bench/records/dimension.ts'
import { addressRows, hubRows } from '../../bench/weights/hub/sets.ts'
import { weightSets } from '../../bench/weights/table.ts'
import { backbonesOf, profileIds, profiles } from '../../evaluators/profiles.ts'
import { evaluators } from '../../evaluators/table.ts'

test('every dimension has one evaluator, in the order of the records', () => {
  expect(evaluators.map(({ meta }) => meta.id)).toEqual(dimensionIds)
})

test.each(evaluators)('$meta.id states its range, unit and source', ({ meta }) => {
  expect(meta.range[0]).toBeLessThan(meta.range[1])
  expect(meta.unit).not.toBe('')
  expect(meta.citation).toContain(meta.id.replaceAll('-', '_'))
})

test('profiles are listed by id', () => {
  expect(profiles.map(({ id }) => id)).toEqual(profileIds)
})

test.each(profiles)('profile $id plays every role or says why not', (profile) => {
  const roles = new Set(evaluators.map(({ meta }) => meta.role))
  for (const role of roles) {
    const backbone = (profile.backbones as Record<string, { roles: readonly string[] } | undefined>)[role]
    const reason = profile.absent?.[role]
    expect(Boolean(backbone) !== Boolean(reason), role).toBe(true)
    if (backbone) expect(backbone.roles).toContain(role)
  }
})

test.each(profiles)('profile $id has a backbone once, under every role that it plays', (profile) => {
  const backbones = backbonesOf(profile)
  expect(new Set(backbones.map(({ id }) => id)).size).toBe(backbones.length)
  for (const backbone of backbones) {
    for (const role of backbone.roles) {
      expect((profile.backbones as Record<string, unknown>)[role]).toBe(backbone)
    }
  }
})

const names = [
  ...weightSets.flatMap(({ files }) => files.map(({ name }) => name)),
  ...[...hubRows(), ...addressRows()].map(({ entry }) => entry.name),
]

test.each(profiles)('the weights of profile $id are in the table', (profile) => {
  for (const backbone of backbonesOf(profile)) {
    for (const name of backbone.weights) expect(names).toContain(name)
  }
})

test('the toybox profile needs no download', () => {
  const toybox = profiles.find(({ id }) => id === 'toybox')
  expect(backbonesOf(toybox!).flatMap(({ weights }) => [...weights])).toEqual([])
})
