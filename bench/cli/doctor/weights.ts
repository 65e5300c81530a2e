import { dirname } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { weightSets } from '../../weights/table.ts'
import { filesOf, type ModelFile, type ModelSet, modelSetsOf } from '../model-sets.ts'
import { profileOf } from '../weight-files.ts'
import { type Check, ok } from './check.ts'

/** Small sets of weights and those of the profile: found, or the command that fetches them. Only the latter stop a run. */
export async function weights(settings: Settings): Promise<Check[]> {
  const needed = modelSetsOf(profileOf(settings.profile))
  const sets = [...new Set<ModelSet>([...weightSets, ...needed])]
  return Promise.all(sets.map((set) => checkSet(set, needed.includes(set), settings)))
}

async function checkSet(set: ModelSet, isNeeded: boolean, settings: Settings): Promise<Check> {
  const files = await filesOf(set, settings['weights.folder'])
  const name = `Weights ${set.id}`
  const lacking = files.filter(({ state }) => state === 'absent' || state === 'wrong')
  if (lacking.length === 0) return ok(name, `${files.length} files in ${folderOf(files)}`)
  const found = lacking
    .map((file) => `${file.name} is ${file.state === 'absent' ? 'missing' : 'damaged'}`)
    .join(', ')
  return {
    name,
    status: isNeeded ? 'missing' : 'optional',
    text: `${found}; profile ${settings.profile} ${isNeeded ? 'needs it' : 'does without'}`,
    remedy: `bench models pull ${set.id}`,
  }
}

const folderOf = ([first]: readonly ModelFile[]) => (first?.path ? dirname(first.path) : 'the cache')
