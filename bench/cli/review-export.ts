import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Run } from '../pipeline/run-folder.ts'
import { exportOffline } from '../review/offline-export.ts'
import type { Review } from '../review/review.ts'
import type { RaterDesk } from '../review/study-state.ts'
import { readStudy } from '../store/studies.ts'
import { print, printJson } from './print.ts'
import { newRaters } from './review-links.ts'

export interface ExportedForm {
  readonly label: string
  readonly folder: string
  /** Items in the form; null: the folder was there already and stays as it is. */
  readonly items: number | null
}

/**
 * Writes the forms of raters who answer without a network, each into a folder of its own below `target`. Without a
 * number of raters: those who have no form there yet, or when there are none, one for each free place.
 */
export async function exportForms(
  run: Run,
  review: Review,
  target: string,
  raters: number | null,
): Promise<readonly ExportedForm[]> {
  const { secret } = (await readStudy(run.store))!
  const earlier = offlineDesks(review)
  const count = raters ?? (earlier.length === 0 ? review.freePlaces() : 0)
  await newRaters(review, 'offline', count)
  const forms: ExportedForm[] = []
  for (const desk of offlineDesks(review)) {
    const folder = join(resolve(target), folderOf(desk))
    const items = existsSync(folder)
      ? null
      : await exportOffline({ review, secret, desk, runFolder: run.path, folder })
    forms.push({ label: desk.rater.label, folder, items })
  }
  return forms
}

const offlineDesks = ({ state }: Review) =>
  [...state.desks.values()].filter(({ rater }) => rater.origin === 'offline' && rater.state.kind === 'active')

const folderOf = ({ rater }: RaterDesk) => rater.label.toLowerCase().replace(/[^a-z0-9]+/g, '-')

export function printForms(forms: readonly ExportedForm[], run: string, asJson: boolean): void {
  if (asJson) {
    printJson({ forms })
    return
  }
  const lines = forms.map(
    ({ folder, items }) =>
      `${relative('', folder)}  ${items === null ? 'was there already' : `${items} items`}`,
  )
  print(
    [
      ...lines,
      '',
      'Each folder is for one person, who opens its index.html and sends the file back that it saves at the end.',
      `Take it in with: bench votes import ${run} <file>`,
    ].join('\n'),
  )
}
