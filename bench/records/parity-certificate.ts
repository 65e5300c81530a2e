import { z } from 'zod'
import { dimensionIds } from './dimension.ts'
import { manifestSchema } from './manifest.ts'

/** One network held against upstream's recorded numbers. */
export const certifiedNetworkSchema = z.strictObject({
  /** Name of the folder of cases. */
  folder: z.string(),
  /** What was built from it: `dino-vit`. */
  component: z.string(),
  /** Dimensions whose scores pass through it. */
  dimensions: z.array(z.enum(dimensionIds)),
  outputs: z.int().positive(),
  /** Outputs that left their tolerance. */
  failed: z.int().nonnegative(),
  /** Of the output that lies furthest from its record, relative to its size; null where it has none, being absent. */
  largest: z.strictObject({
    output: z.string(),
    absoluteError: z.number().nullable(),
    relativeError: z.number().nullable(),
    tolerance: z.string(),
  }),
})
export type CertifiedNetwork = z.infer<typeof certifiedNetworkSchema>

/** How far a machine's numbers lie from upstream's: written by `bench parity --suite`, shown by reports. */
export const parityCertificateSchema = z.strictObject({
  schemaVersion: z.literal(1),
  suite: z.string(),
  createdAt: z.iso.datetime(),
  provider: z.string(),
  networks: z.array(certifiedNetworkSchema).min(1),
  passed: z.boolean(),
  software: manifestSchema.shape.software,
  machine: manifestSchema.shape.machine,
})
export type ParityCertificate = z.infer<typeof parityCertificateSchema>
