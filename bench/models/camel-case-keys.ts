import { z } from 'zod'

/** A record with the names of its settings in camel case: `embed_dim` → `embedDim`. */
export const camelCaseKeys = (record: unknown) =>
  Object.fromEntries(
    Object.entries(z.record(z.string(), z.unknown()).parse(record)).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
