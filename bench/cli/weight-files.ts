import type { Profile } from '../../evaluators/contract.ts'
import { backbonesOf, profileIds, profiles } from '../../evaluators/profiles.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import { createWeightLocator, weightPath } from '../weights/locate.ts'
import { hasOwnNetwork, networkFolders } from '../weights/networks.ts'
import { type WeightSet, weightRow } from '../weights/table.ts'

/** The profile of a name. Throws UNKNOWN_NAME. */
export function profileOf(name: string): Profile {
  const profile = profiles.find(({ id }) => id === name)
  if (profile === undefined) throw unknownName('profile', name, profileIds)
  return profile
}

/** The profile, with a notice when networks of the user's own stand in for its released ones. */
export async function withOwnNetworks(profile: Profile, folder: string | null): Promise<Profile> {
  const names = [...new Set(backbonesOf(profile).flatMap(({ weights }) => weights))]
  const own = new Set<string>()
  for (const name of names) if (await hasOwnNetwork(name, folder)) own.add(networkFolders[name] ?? name)
  if (own.size === 0) return profile
  const added = `networks of your own stand in for ${[...own].join(', ')}: not comparable with published VBench scores`
  return {
    ...profile,
    notice: profile.notice === null ? `${profile.id} profile: ${added}` : `${profile.notice}; ${added}`,
  }
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
