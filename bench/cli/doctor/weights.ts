import type { Settings } from '../../config/settings.ts'
import { weightsFolder } from '../../weights/folder.ts'
import { createWeightLocator } from '../../weights/locate.ts'
import { type WeightFile, type WeightSetName, weightSets } from '../../weights/table.ts'
import { profileOf, weightSetsOf } from '../profile-weights.ts'
import type { Check } from './check.ts'

/** Every set of weights: found, or the command that fetches it. Only those of the profile stop a run. */
export async function weights(settings: Settings): Promise<Check[]> {
  const needed = weightSetsOf(profileOf(settings.profile))
  const sets = Object.keys(weightSets) as WeightSetName[]
  return Promise.all(sets.map((set) => checkSet(set, needed.includes(set), settings)))
}

async function checkSet(set: WeightSetName, isNeeded: boolean, settings: Settings): Promise<Check> {
  const folder = settings['weights.folder']
  const locator = createWeightLocator(folder)
  const files: readonly WeightFile[] = weightSets[set].files
  const found = await Promise.all(files.map(({ name }) => locator.find(name)))
  const absent = files.filter((_, i) => found[i] === null).map(({ name }) => name)
  const name = `Weights ${set}`
  if (absent.length === 0) {
    return { name, status: 'ok', text: `${files.length} files in ${weightsFolder(folder)}`, remedy: null }
  }
  const need = isNeeded
    ? `needed by profile ${settings.profile}`
    : `not needed by profile ${settings.profile}`
  return {
    name,
    status: isNeeded ? 'missing' : 'optional',
    text: `missing ${absent.join(', ')}, ${need}`,
    remedy: `bench models pull ${set}`,
  }
}
