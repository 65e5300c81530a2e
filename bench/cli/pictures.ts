import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Suite } from '../../suites/contract.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { BenchError } from '../errors.ts'
import type { Prompt } from '../records/plan.ts'

/** A folder of crops, by what upstream's script calls it. */
const ratioName = /^\d+-\d+$/

/**
 * The folder of the pictures that a suite's prompts name, absolute, or null when none is given: the folder itself, or the
 * one of a ratio in it, as VBench-I2V's image suite is laid out. Throws IMAGES_FOLDER or SETTINGS_CONFLICT.
 */
export async function pictureFolder(
  suite: Suite,
  { images, imageRatio }: Pick<ResolvedSettings, 'images' | 'imageRatio'>,
): Promise<string | null> {
  const given = images.value === null ? imageRatio : images
  if (given.value === null) return null
  const setting = given === images ? 'images' : 'imageRatio'
  const conflict = (found: string, remedy: string) =>
    new BenchError('SETTINGS_CONFLICT', { setting, origin: given.origin, found, remedy })
  if (suite.pictures === undefined) {
    throw conflict(`the suite ${suite.id} makes no clips from pictures`, 'Leave it out, or run vbench-i2v.')
  }
  if (images.value === null)
    throw conflict('there is no folder of pictures', 'Give the folder with --images.')
  return cropFolder(images.value, imageRatio.value, suite.pictures.ratios)
}

async function cropFolder(folder: string, ratio: string | null, usual: readonly string[]): Promise<string> {
  const invalid = (found: string, remedy: string) =>
    new BenchError('IMAGES_FOLDER', { path: folder, found, remedy })
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === 'ENOENT' ? 'there is no such folder' : error.message
    throw invalid(found, 'Give a folder of pictures with --images.')
  })
  const crops = entries.filter((entry) => entry.isDirectory() && ratioName.test(entry.name))
  const names = crops.map(({ name }) => name).sort()
  const list = names.join(', ')
  if (ratio === null && names.length > 1) {
    throw invalid(
      `crops of several ratios (${list})`,
      "Choose the one of the clips' own shape: --image-ratio 16-9.",
    )
  }
  const chosen = ratio ?? names[0]
  if (chosen === undefined) return folder
  if (names.includes(chosen)) return join(folder, chosen)
  const known = names.length > 0 ? list : `none; upstream's image suite has ${usual.join(', ')}`
  throw invalid(
    `there is no folder ${chosen} in it (found ${known})`,
    'Give the folder that holds the crops, or leave --image-ratio out.',
  )
}

/**
 * Prompts of files with the pictures that bear their names, as upstream's custom input pairs them: `<prompt>.jpg`, `.jpeg`
 * or `.png`.
 */
export async function withNamedPictures(
  prompts: readonly Prompt[],
  folder: string | null,
): Promise<Prompt[]> {
  const names = folder === null ? [] : await readdir(folder)
  const byStem = new Map(
    names
      .filter((name) => /\.(?:png|jpe?g)$/i.test(name))
      .map((name) => [name.slice(0, -extname(name).length), name]),
  )
  return prompts.map((prompt) => ({ ...prompt, image: byStem.get(prompt.text) ?? `${prompt.text}.jpg` }))
}
