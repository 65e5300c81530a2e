import type { z } from 'zod'
import type { GeneratorKind } from './contract.ts'
import { createOpenSora } from './open-sora/open-sora.ts'
import { openSoraOptions } from './open-sora/options.ts'
import { processOptions } from './process/options.ts'
import { createProcess } from './process/process.ts'
import { recordedOptions } from './recorded/options.ts'
import { createRecorded } from './recorded/recorded.ts'
import { toyboxOptions } from './toybox/options.ts'
import { createToybox } from './toybox/toybox.ts'

/** Types a row of the table: `create` takes what its own schema gives. */
const kind = <Schema extends z.ZodType>(row: GeneratorKind<Schema>) => row

/** Every kind of generator, in the order of lists and help. */
export const generators = {
  recorded: kind({
    title: 'Recorded videos',
    description: 'Videos that exist: a folder in VBench naming, or any names with a map to prompts.',
    options: recordedOptions,
    create: createRecorded,
  }),
  process: kind({
    title: 'A program',
    description: 'Any command: run for every clip, or kept running and spoken to in JSON lines.',
    options: processOptions,
    create: createProcess,
  }),
  'open-sora': kind({
    title: 'Open-Sora 2.0',
    description: 'The whole model from its official files, on ONNX Runtime.',
    options: openSoraOptions,
    create: createOpenSora,
  }),
  toybox: kind({
    title: 'Toybox',
    description: 'A small procedural world that draws its prompts exactly; a reference, not a model.',
    options: toyboxOptions,
    create: createToybox,
  }),
}

export type GeneratorId = keyof typeof generators
