import { readFile } from 'node:fs/promises'
import { evaluators } from '../../evaluators/table.ts'
import type { PromptSource, Suite } from '../../suites/contract.ts'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, problemOf } from '../errors.ts'
import type { RecordedOptions } from '../generators/recorded/options.ts'
import { promptsFromFiles } from '../generators/recorded/recorded.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import { promptsFromFilesName } from '../pipeline/protocol.ts'
import type { DimensionId } from '../records/dimension.ts'
import { canonicalJson, type Json, sha256 } from '../records/identity.ts'
import type { Prompt } from '../records/plan.ts'
import { fetchPinnedFile } from '../weights/pinned-file.ts'
import type { GeneratorEntry } from './generators.ts'
import { withNamedPictures } from './pictures.ts'

type LoadedPrompts = Pick<RunRequest, 'prompts' | 'promptList' | 'dimensions'>

/** The prompts that the settings name, and the dimensions to score on them. */
export async function loadPrompts(
  resolved: ResolvedSettings,
  suite: Suite,
  entries: readonly GeneratorEntry[],
  pictures: string | null,
): Promise<LoadedPrompts> {
  const { prompts: wanted, dimensions } = valuesOf(resolved)
  if (wanted === 'from-files') return promptsOfFiles(resolved, suite, entries, pictures)
  const asked = dimensionsOf(suite, dimensions) ?? suite.dimensions.map(({ id }) => id)
  const source = Object.hasOwn(suite.promptSources, wanted) ? suite.promptSources[wanted] : undefined
  if (source !== undefined) return { ...(await promptsOfSource(source, suite, resolved)), dimensions: asked }
  if (!/[\\/]/.test(wanted))
    throw unknownName('prompt list', wanted, [...Object.keys(suite.promptSources), 'from-files', 'a path'])
  const text = await readText(wanted, resolved.prompts.origin)
  const prompts = suite.parsePrompts(text, wanted)
  return { prompts, promptList: listOf(wanted, prompts, sha256(text), wanted), dimensions: asked }
}

async function promptsOfSource(source: PromptSource, suite: Suite, resolved: ResolvedSettings) {
  if (source.kind === 'embedded') {
    const { name, prompts } = source
    return { prompts, promptList: listOf(name, prompts, hashOf(prompts), 'embedded') }
  }
  const file = await fetched(source, resolved['weights.folder'].value)
  const prompts = suite.parsePrompts(await readFile(file.path, 'utf8'), file.path)
  return { prompts, promptList: listOf(source.name, prompts, file.sha256, source.urls[0]!) }
}

async function fetched(source: Extract<PromptSource, { kind: 'pinned' }>, folder: string | null) {
  try {
    return await fetchPinnedFile(source, folder)
  } catch (error) {
    const { code, message } = problemOf(error)
    if (code !== 'DOWNLOAD_FAILED') throw error
    const facts = { found: message, sha256: source.sha256 }
    throw new BenchError('PROMPTS_UNREACHABLE', facts, { cause: error })
  }
}

/** Videos that say their own prompts are scored on what needs no data beside the text, unless dimensions are named. */
async function promptsOfFiles(
  resolved: ResolvedSettings,
  suite: Suite,
  entries: readonly GeneratorEntry[],
  pictures: string | null,
): Promise<LoadedPrompts> {
  const [entry, ...others] = entries
  if (entry === undefined || entry.kind !== 'recorded' || others.length > 0) {
    throw new BenchError('SETTINGS_CONFLICT', {
      setting: 'prompts: from-files',
      origin: resolved.prompts.origin,
      found: `expected one recorded generator, found ${entries.map(({ kind }) => kind).join(', ')}`,
      remedy: 'Give one entry of kind recorded; its `videos` may name a folder for each of several models.',
    })
  }
  const needing: readonly string[] = evaluators
    .filter(({ meta }) => meta.needsPrompt)
    .map(({ meta }) => meta.id)
  const free = suite.dimensions.map(({ id }) => id).filter((id) => !needing.includes(id))
  const dimensions = dimensionsOf(suite, resolved.dimensions.value) ?? free
  const named = promptsFromFiles(entry.options as RecordedOptions, { baseDir: entry.baseDir }, dimensions)
  const prompts = suite.pictures === undefined ? named : await withNamedPictures(named, pictures)
  return {
    prompts,
    promptList: listOf(promptsFromFilesName, prompts, hashOf(prompts), 'the names of the videos'),
    dimensions,
  }
}

/** In table order, without repetitions; null when all are wanted. */
function dimensionsOf(suite: Suite, wanted: readonly string[] | null): readonly DimensionId[] | null {
  if (wanted === null) return null
  const known = suite.dimensions.map(({ id }) => id)
  const stranger = wanted.find((name) => !known.some((id) => id === name))
  if (stranger !== undefined) throw unknownName('dimension', stranger, known)
  return known.filter((id) => wanted.includes(id))
}

function listOf(
  name: string,
  prompts: readonly Prompt[],
  hash: string,
  source: string,
): RunRequest['promptList'] {
  return { name, count: prompts.length, sha256: hash, source }
}

const hashOf = (prompts: readonly Prompt[]) => sha256(canonicalJson(prompts as unknown as Json))

async function readText(path: string, origin: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const found = `can't be read: ${error instanceof Error ? error.message : String(error)}`
    const remedy = 'Give the path of a prompt list in the schema of VBench.'
    throw new BenchError('SETTINGS_CONFLICT', { setting: 'prompts', origin, found, remedy }, { cause: error })
  }
}
