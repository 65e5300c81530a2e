import { join, resolve } from 'node:path'
import { BenchError, problem, problemOf } from '../../errors.ts'
import type { Json } from '../../records/identity.ts'
import type { PlannedClip } from '../../records/plan.ts'
import type { Generator, GeneratorContext, GeneratorProblem, GeneratorSession } from '../contract.ts'
import { readArchitecture } from './architecture.ts'
import { checkpointIdentity, referencesIdentity } from './checkpoint.ts'
import { clipSize } from './clip-size.ts'
import { checkMemory, type SettledOptions, settledOptions } from './fit/settle.ts'
import { checkedNetwork, openNetworks, usedNetworks } from './networks.ts'
import type { OpenSoraOptions } from './options.ts'
import { type ReferenceTable, readReferences } from './reference-table.ts'
import { modelPrompt, openSoraSession } from './session.ts'
import { textEmbeddings } from './text-embeddings.ts'
import { openClipTokenizer, openT5Tokenizer } from './tokenizer-files.ts'
import { sharedFiles, textLengths } from './variant.ts'

/** Raised whenever the same options, weights, prompt and seed may give other pixels. */
const version = 1

/** Open-Sora 2.0 from its official files. */
export function createOpenSora(
  options: OpenSoraOptions,
  { baseDir }: GeneratorContext,
): readonly Generator[] {
  const folder = resolve(baseDir, options.weights)
  const table = options.references === undefined ? null : resolve(baseDir, options.references)
  const planned: string[] = []
  const settled = () => settledOptions(options, folder)
  return [
    {
      id: 'open-sora',
      model: options.model,
      notice: null,
      makesClips: true,
      needsPictures: fromPictures(options),
      maxSessions: 1,
      identity: async () => identity(await settled(), folder, table),
      async preflight(clips) {
        planned.splice(0, planned.length, ...plannedTexts(clips, options))
        return problemsOf(clips, options, folder, table)
      },
      open: async () => open(await settled(), folder, table, planned),
    },
  ]
}

/** Everything that decides a clip's bytes: not the label, nor where files lie, nor how memory is used. */
async function identity(options: SettledOptions, folder: string, table: string | null): Promise<Json> {
  const { model: _, weights: __, references: ___, keepLoaded: ____, threads: _____, ...settings } = options
  const { flowShift = null, ...rest } = settings
  return {
    generator: 'open-sora',
    version,
    settings: { ...rest, flowShift },
    architecture: Object.fromEntries(
      Object.entries(await readArchitecture(folder, options.variant)).map(([name, sizes]) => [
        name,
        { ...sizes },
      ]),
    ),
    weights: await checkpointIdentity(folder, options),
    references: table === null ? null : await referencesIdentity(await readReferences(table)),
  }
}

async function open(
  options: SettledOptions,
  folder: string,
  table: string | null,
  planned: readonly string[],
): Promise<GeneratorSession> {
  const architecture = await readArchitecture(folder, options.variant)
  const networks = openNetworks(folder, architecture, options)
  const texts = textEmbeddings({
    networks,
    t5: await openT5Tokenizer(join(folder, sharedFiles.t5)),
    clip: await openClipTokenizer(join(folder, sharedFiles.clip)),
    planned,
  })
  const references = table === null ? noReferences : await readReferences(table)
  return openSoraSession({ options, size: clipSize(options, architecture), networks, texts, references })
}

/** Whether clips start from the picture that the run has for their prompt. */
const fromPictures = ({ condition, references }: OpenSoraOptions) =>
  condition === 'i2v_head' && references === undefined

const noReferences: ReferenceTable = new Map()

/** The texts of a plan in the order in which they will be asked for. */
function plannedTexts(clips: readonly PlannedClip[], options: OpenSoraOptions): string[] {
  const texts = clips.flatMap(({ prompt }) =>
    options.condition === 't2i2v'
      ? [modelPrompt(prompt.text, options), prompt.text]
      : [modelPrompt(prompt.text, options)],
  )
  return [options.negativePrompt, ...texts]
}

async function problemsOf(
  clips: readonly PlannedClip[],
  options: OpenSoraOptions,
  folder: string,
  table: string | null,
): Promise<GeneratorProblem[]> {
  const general: GeneratorProblem[] = []
  const collect = async (check: () => Promise<unknown>) => {
    try {
      await check()
    } catch (error) {
      if (!(error instanceof BenchError)) throw error
      general.push({ itemId: null, problem: problemOf(error), level: 'error' })
    }
  }
  await collect(async () => {
    const architecture = await readArchitecture(folder, options.variant)
    for (const name of usedNetworks(options)) {
      await collect(() => checkedNetwork(folder, name, architecture, options))
    }
    clipSize(options, architecture)
    if (general.length === 0) await checkMemory(options, folder)
  })
  await collect(() => openClipTokenizer(join(folder, sharedFiles.clip)))
  const perClip: GeneratorProblem[] = []
  await collect(async () => perClip.push(...(await longPrompts(clips, options, folder))))
  if (fromPictures(options))
    perClip.push(
      ...missingReferences(
        clips.filter(({ prompt }) => prompt.image === undefined),
        noReferences,
      ),
    )
  if (table !== null)
    await collect(async () => perClip.push(...missingReferences(clips, await readReferences(table))))
  return [...general, ...perClip]
}

async function longPrompts(
  clips: readonly PlannedClip[],
  options: OpenSoraOptions,
  folder: string,
): Promise<GeneratorProblem[]> {
  const t5 = await openT5Tokenizer(join(folder, sharedFiles.t5))
  return clips.flatMap(({ id, prompt }): GeneratorProblem[] => {
    const tokens = t5.encode(modelPrompt(prompt.text, options), Number.MAX_SAFE_INTEGER).length
    if (tokens <= textLengths.t5) return []
    const facts = { prompt: shortened(prompt.text), found: tokens, expected: textLengths.t5 }
    return [{ itemId: id, problem: problem('OPEN_SORA_PROMPT_CUT', facts), level: 'warning' }]
  })
}

function missingReferences(clips: readonly PlannedClip[], references: ReferenceTable): GeneratorProblem[] {
  return clips
    .filter(({ prompt }) => (references.get(prompt.text) ?? []).length === 0)
    .map(({ id, prompt }) => ({
      itemId: id,
      problem: problem('OPEN_SORA_REFERENCE', {
        prompt: shortened(prompt.text),
        found: 'there is none',
        expected: 'a row with exactly this text',
      }),
      level: 'error',
    }))
}

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
