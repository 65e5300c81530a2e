import { draftStudy, type StudySettings } from '../../review/draft-study.ts'
import type { StudySource } from '../../review/study-source.ts'

/** `--dry-run`: how many clips would be made, and what each rater would be asked. */
export function planText(source: StudySource, settings: StudySettings, asJson: boolean): string {
  const { study, clips, items } = draftStudy(source, settings, {
    studyId: 'dry-run',
    createdAtMilliseconds: 0,
  })
  const slots = Array.from(
    { length: study.raters },
    (_, slot) => items.filter((item) => item.slot === slot).length,
  )
  const marks = Object.fromEntries(
    [...new Set(items.map(({ mark }) => mark.kind))].map((kind) => [
      kind,
      items.filter(({ mark }) => mark.kind === kind).length,
    ]),
  )
  const { models, promptIds, form, raters, ratersPerItem } = study
  const facts = {
    form,
    models,
    prompts: promptIds.length,
    raters,
    ratersPerItem,
    clips: clips.length,
    items: marks,
    itemsPerRater: { least: Math.min(...slots), most: Math.max(...slots) },
  }
  if (asJson) return JSON.stringify(facts, null, 2)
  const list = Object.entries(marks).map(([kind, count]) => `${count} ${kind}`)
  return [
    `Form      ${form.kind}: ${(form.kind === 'dimensions' ? form.dimensions : form.aspects).join(', ')}`,
    `Models    ${models.join(', ')}`,
    `Prompts   ${promptIds.length}`,
    `Clips     ${clips.length} to encode, ${clips.filter(({ degraded }) => degraded).length} of them degraded copies`,
    `Items     ${list.join(', ')}`,
    `Raters    ${raters}, with ${facts.itemsPerRater.least} to ${facts.itemsPerRater.most} items each; ${ratersPerItem} raters for each item`,
  ].join('\n')
}
