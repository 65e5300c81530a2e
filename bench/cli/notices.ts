import type { ResolvedSettings } from '../config/settings.ts'
import { misspeltVariables } from './settings.ts'

/** What the user should know before a run starts. */
export function noticesOf(
  { prompts, generators }: ResolvedSettings,
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  const variables = misspeltVariables(env).map(
    ({ found, meant }) => `The variable ${found} means nothing here, did you mean ${meant}?`,
  )
  const isDefault = generators.origin.startsWith('default') && prompts.origin.startsWith('default')
  return isDefault ? [toyboxNotice, ...variables] : variables
}

const toyboxNotice =
  'No prompts or generator are configured: using the embedded toybox prompts with the toybox generator, ' +
  'a procedural reference and not a model. For your own videos: bench run vbench --videos <folder>, or bench init.'
