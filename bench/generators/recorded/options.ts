import { z } from 'zod'

const modelLabel = z.string().min(1).max(100)
const path = z.string().min(1)

/** Members of a `recorded` entry of `generators` besides its kind. */
export const recordedOptions = z
  .strictObject({
    videos: z
      .union([path, z.record(modelLabel, path)])
      .describe('Folder of the videos, or one folder for each model: { "model label": "folder" }.'),
    model: modelLabel.optional().describe('Label of the one folder in tables; its own name when left out.'),
    map: z
      .union([path, z.record(modelLabel, path)])
      .optional()
      .describe(
        'JSON or CSV file that gives each video its prompt (columns file, prompt and, if you like, index), for names that are not "<prompt>-<index>". One for all folders, or one for each model.',
      ),
    fromFiles: z
      .boolean()
      .default(false)
      .describe("Every video is a prompt of its own, read from its file name (VBench's custom input)."),
    followLinks: z
      .boolean()
      .default(false)
      .describe('Read symbolic links that lead out of the folder. Off, they are reported and not opened.'),
  })
  .refine(({ map, fromFiles }) => map === undefined || !fromFiles, {
    message: 'map and fromFiles exclude each other: prompts come from one place',
  })
  .refine(({ videos, model }) => model === undefined || typeof videos === 'string', {
    message: 'model names the one folder; with several folders their labels are the names',
  })
export type RecordedOptions = z.output<typeof recordedOptions>
