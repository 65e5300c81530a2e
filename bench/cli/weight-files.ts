import { dirname } from 'node:path'
import type { Profile } from '../../evaluators/contract.ts'
import { backbonesOf, profileIds, profiles } from '../../evaluators/profiles.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { createWeightLocator, weightPath } from '../weights/locate.ts'
import { type WeightSet, weightRow } from '../weights/table.ts'

/** The profile of a name. Throws UNKNOWN_NAME. */
export function profileOf(name: string): Profile {
  const profile = profiles.find(({ id }) => id === name)
  if (profile === undefined) throw unknownName('profile', name, profileIds)
  return profile
}

/** The sets of weights that the backbones of a profile need. */
export function weightSetsOf(profile: Profile): WeightSet[] {
  const names = backbonesOf(profile).flatMap((backbone) => backbone.weights)
  return [...new Set(names.map((name) => weightRow(name).set))]
}

export interface WeightFileState {
  readonly name: string
  readonly bytes: number
  /** Where it is or belongs; absolute. */
  readonly path: string
  readonly present: boolean
  /** Null for a file that is here and right, and for one that is not here. */
  readonly damage: Problem | null
}

/** Looks at every file of a set, in `folder` or in the user's cache folder. */
export function weightFilesOf(set: WeightSet, folder: string | null): Promise<WeightFileState[]> {
  const locator = createWeightLocator(folder)
  return Promise.all(
    set.files.map(async ({ name, bytes }) => {
      const path = weightPath(weightRow(name), folder)
      try {
        return { name, bytes, path, present: (await locator.find(name)) !== null, damage: null }
      } catch (error) {
        if (!(error instanceof BenchError)) throw error
        return { name, bytes, path, present: false, damage: problemOf(error) }
      }
    }),
  )
}

/** The folder of a set. */
export function weightFolderOf(files: readonly WeightFileState[]): string {
  return files[0] === undefined ? '' : dirname(files[0].path)
}
