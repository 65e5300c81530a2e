import { valuesOf } from '../../config/resolve.ts'
import type { ResolvedSettings, SettingPath } from '../../config/settings.ts'
import { BenchError } from '../../errors.ts'
import { goldQuestions } from '../../records/gold-questions.ts'
import { type Form, formSchema } from '../../records/vote.ts'
import type { StudySettings } from '../../review/draft-study.ts'

/** Where nothing else is said and the form has a known answer: gold pairs as a share of a rater's items. */
const defaultGoldRate = 0.1

/** The study's settings with what they must hold against each other. Throws SETTINGS_CONFLICT. */
export function studySettings(resolved: ResolvedSettings): StudySettings {
  const settings = valuesOf(resolved)
  const form = formOf(resolved)
  const known = goldQuestions(form).length > 0
  const goldRate = settings['preference.goldRate'] ?? (known ? defaultGoldRate : 0)
  if (goldRate > 0 && !known) {
    throw conflict(
      resolved,
      'preference.goldRate',
      'no question of this form has a known answer on a clip beside its degraded copy',
      'Set goldRate to 0, or ask about visual or motion quality, too.',
    )
  }
  const { 'preference.raters': raters, 'preference.ratersPerItem': ratersPerItem } = settings
  if (ratersPerItem > raters) {
    throw conflict(
      resolved,
      'preference.ratersPerItem',
      `${ratersPerItem} raters for each item, and ${raters} in all`,
      'Raise raters or lower ratersPerItem.',
    )
  }
  return {
    form,
    raters,
    ratersPerItem,
    goldRate,
    repeatRate: settings['preference.repeatRate'],
    seed: settings.seed,
    against: settings['preference.against'],
    excludeBelowGold: settings['preference.excludeBelowGold'],
    minimumWatchSeconds: settings['preference.minimumWatchSeconds'],
  }
}

function formOf(resolved: ResolvedSettings): Form {
  const settings = valuesOf(resolved)
  const { 'preference.form': kind, 'preference.comment': comment, 'preference.aspects': aspects } = settings
  if (kind !== 'dimensions') return formSchema.parse({ kind, aspects, comment })
  if (settings.dimensions === null) {
    throw conflict(
      resolved,
      'preference.form',
      'a form of dimensions without the dimensions that it asks about',
      'Name a few with --dimension, or `dimensions` in the config.',
    )
  }
  return formSchema.parse({ kind, dimensions: settings.dimensions, comment })
}

/** The models are known only once the clips are. Throws SETTINGS_CONFLICT. */
export function checkModels(
  models: readonly string[],
  { form, against }: StudySettings,
  resolved: ResolvedSettings,
): void {
  if (form.kind !== 'rating' && models.length < 2) {
    throw conflict(
      resolved,
      'preference.form',
      `a comparison of one model: ${models.join(', ')}`,
      'Name a second run or folder, or choose --form rating.',
    )
  }
  if (against !== null && (form.kind === 'rating' || !models.includes(against))) {
    const found =
      form.kind === 'rating' ? 'a rating compares nothing' : `no such model; there are ${models.join(', ')}`
    throw conflict(resolved, 'preference.against', found, 'Correct it or leave it out.')
  }
}

/** A gate on what the study will not measure is a mistake that should not wait for the votes. Throws SETTINGS_CONFLICT. */
export function checkGates(
  models: readonly string[],
  { form }: StudySettings,
  resolved: ResolvedSettings,
): void {
  const questions: readonly string[] = form.kind === 'dimensions' ? form.dimensions : form.aspects
  for (const { question, model, against, of } of resolved['preference.gates'].value) {
    const unknown =
      (!questions.includes(question) && `a gate on ${question}; asked is ${questions.join(', ')}`) ||
      (!models.includes(model) && `a gate on ${model}; there are ${models.join(', ')}`) ||
      (against !== undefined &&
        !models.includes(against) &&
        `a gate against ${against}; there are ${models.join(', ')}`) ||
      (form.kind === 'rating' &&
        (against !== undefined || (of ?? 'rating') !== 'rating') &&
        'a gate on a comparison; ratings have none') ||
      (form.kind !== 'rating' && of === 'rating' && 'a gate on a rating; this form compares')
    if (unknown) throw conflict(resolved, 'preference.gates', unknown, 'Correct it or leave it out.')
  }
}

export function conflict(
  resolved: ResolvedSettings,
  setting: SettingPath,
  found: string,
  remedy: string,
): BenchError {
  return new BenchError('SETTINGS_CONFLICT', { setting, origin: resolved[setting].origin, found, remedy })
}
