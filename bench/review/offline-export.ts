import { chmod, copyFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { BenchError } from '../errors.ts'
import { makeFolder } from '../records/make-folder.ts'
import type { ClipView } from './api.ts'
import { clipAt, itemView, type Side, sides } from './item-view.ts'
import { offlineIssue } from './offline-issue.ts'
import { type OfflineData, offlineDataName } from './page/rater/offline-data.ts'
import { offlinePage } from './page-bundle.ts'
import type { Review } from './review.ts'
import type { RaterDesk } from './study-state.ts'

export interface OfflineExport {
  readonly review: Review
  /** The study's secret, from its store. */
  readonly secret: Uint8Array
  /** Whose form it is: all items of this rater. */
  readonly desk: RaterDesk
  /** The run folder, absolute. */
  readonly runFolder: string
  /** Where the form is written; it must not be there yet, or be empty. */
  readonly folder: string
}

/**
 * Writes one rater's form as a folder that works when its `index.html` is opened from disk: page, data and a copy of
 * every clip, under names that say nothing. The folder appears when it is complete.
 *
 * @returns how many items it asks
 * @throws BenchError EXPORT_FOLDER when the folder holds something, EXPORT_CLIP when a clip of the study is missing;
 * errors of the system
 */
export async function exportOffline({
  review,
  secret,
  desk,
  runFolder,
  folder,
}: OfflineExport): Promise<number> {
  const target = resolve(folder)
  await checkVacant(target)
  await makeFolder(dirname(target))
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  try {
    await makeFolder(join(temporary, 'clips'))
    const data = await dataOf(review, secret, desk, (clip, name) =>
      copyClip(join(runFolder, clip), join(temporary, name)),
    )
    const { document, script, style } = await offlinePage()
    await writeFile(join(temporary, 'data.js'), `globalThis.${offlineDataName} = ${scriptJson(data)}\n`)
    await writeFile(join(temporary, 'page.js'), script)
    await writeFile(join(temporary, 'page.css'), style)
    await writeFile(join(temporary, 'index.html'), document)
    // mkdtemp keeps others out; the form is there to be handed on
    await chmod(temporary, 0o755)
    await rm(target, { recursive: true, force: true })
    await rename(temporary, target)
    return data.items.length
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true })
    throw thrown
  }
}

async function checkVacant(folder: string): Promise<void> {
  const held = await readdir(folder).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return []
    throw thrown
  })
  if (held.length > 0) throw new BenchError('EXPORT_FOLDER', { path: folder, found: held.length })
}

async function dataOf(
  { state }: Review,
  secret: Uint8Array,
  desk: RaterDesk,
  copy: (path: string, name: string) => Promise<void>,
): Promise<OfflineData> {
  const items: OfflineData['items'][number][] = []
  for (const item of desk.items) {
    const view = itemView(state, desk, item)
    const placed: Partial<Record<Side, ClipView>> = {}
    for (const side of sides) {
      const clip = clipAt(item, side)
      if (clip === undefined) continue
      const url = `clips/${view.id}-${side}.mp4`
      await copy(state.clipOf(clip).path, url)
      const shown = view.kind === 'rating' ? view.clip : side === 'second' ? view.second : view.first
      placed[side] = { ...shown, url }
    }
    items.push({ ...view, ...placed } as OfflineData['items'][number])
  }
  return {
    issue: offlineIssue(secret, state.study.id, desk.rater.id),
    scope: state.scopeOf(desk),
    label: desk.rater.label,
    form: state.study.form,
    items,
  }
}

async function copyClip(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT')
      throw new BenchError('EXPORT_CLIP', { path: from })
    throw thrown
  }
}

/** JSON as an expression of a script: older readers take these two for ends of lines. */
const scriptJson = (value: unknown) =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
