import type { Profile } from '../../evaluators/contract.ts'
import { backbonesOf, profileIds, profiles } from '../../evaluators/profiles.ts'
import { unknownName } from '../config/unknown-name.ts'
import { setOf, type WeightSetName } from '../weights/table.ts'

/** The profile of a name. Throws UNKNOWN_NAME. */
export function profileOf(name: string): Profile {
  const profile = profiles.find(({ id }) => id === name)
  if (profile === undefined) throw unknownName('profile', name, profileIds)
  return profile
}

/** The sets of weights that the backbones of a profile need. */
export function weightSetsOf(profile: Profile): WeightSetName[] {
  const files = backbonesOf(profile).flatMap(({ weights }) => weights)
  return [...new Set(files.map(setOf).filter((set) => set !== undefined))]
}
