import type { Settings } from '../../config/settings.ts'
import { type WeightSet, weightSets } from '../../weights/table.ts'
import { profileOf, weightFilesOf, weightFolderOf, weightSetsOf } from '../weight-files.ts'
import { type Check, ok } from './check.ts'

/** Every set of weights: found, or the command that fetches it. Only those of the profile stop a run. */
export async function weights(settings: Settings): Promise<Check[]> {
  const needed = weightSetsOf(profileOf(settings.profile))
  return Promise.all(weightSets.map((set) => checkSet(set, needed.includes(set), settings)))
}

async function checkSet(set: WeightSet, isNeeded: boolean, settings: Settings): Promise<Check> {
  const files = await weightFilesOf(set, settings['weights.folder'])
  const name = `Weights ${set.id}`
  const lacking = files.filter(({ present }) => !present)
  if (lacking.length === 0) return ok(name, `${files.length} files in ${weightFolderOf(files)}`)
  const found = lacking
    .map((file) => `${file.name} is ${file.damage === null ? 'missing' : 'damaged'}`)
    .join(', ')
  return {
    name,
    status: isNeeded ? 'missing' : 'optional',
    text: `${found}; profile ${settings.profile} ${isNeeded ? 'needs it' : 'does without'}`,
    remedy: `bench models pull ${set.id}`,
  }
}
