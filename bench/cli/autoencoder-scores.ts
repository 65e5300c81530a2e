import type { Settings } from '../config/settings.ts'
import { BenchError } from '../errors.ts'
import type { VariantScores } from '../records/autoencoder-result.ts'
import { readResultFile } from './run-result-file.ts'

/**
 * Totals of the scored runs that the settings name for variants. Throws RESULT_INVALID, and SETTINGS_CONFLICT for a run of
 * several models.
 */
export async function variantScores(settings: Settings): Promise<readonly VariantScores[]> {
  const rows: VariantScores[] = []
  for (const [variant, word] of Object.entries(settings['autoencoder.scores'])) {
    const { result, path } = await readResultFile(word, settings.output)
    const [model, ...others] = result.models
    if (model === undefined || others.length > 0) {
      throw new BenchError('SETTINGS_CONFLICT', {
        setting: `autoencoder.scores.${variant}`,
        origin: path,
        found: `a run of ${result.models.length} models`,
        remedy: 'Name a run of one model.',
      })
    }
    rows.push({
      variant,
      runId: result.runId,
      model: model.model,
      profile: result.profile.id,
      quality: model.quality.value,
      semantic: model.semantic?.value ?? null,
      total: model.total.value,
      totalInterval: model.total.interval,
    })
  }
  return rows
}
