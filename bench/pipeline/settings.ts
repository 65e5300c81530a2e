import { z } from 'zod'
import { canonicalJson, identityOf, type Json } from '../records/identity.ts'
import type { RunRequest } from './contract.ts'

/** What a run was asked to measure: all that decides its numbers, and nothing that only decides how it gets there. */
export type DecidingSettings = { readonly [key: string]: Json }

/**
 * The settings that name a run. Two requests with equal ones continue each other. Workers, threads, folders, reports
 * and gates are not among them. Nor are versions of evaluators, backbones and weights: each score has an identity of
 * its own, so a run that is continued by a newer version computes again what changed, and keeps its clips.
 */
export function decidingSettings(
  request: RunRequest,
  generatorIdentities: ReadonlyMap<string, Json>,
): DecidingSettings {
  return {
    suite: request.suite.id,
    prompts: request.promptList.sha256,
    dimensions: request.dimensions,
    samples: request.samples,
    limit: request.limit,
    tier: request.tier,
    seed: request.seed,
    generators: request.generators.map(({ id, model }) => ({
      id,
      model,
      identity: generatorIdentities.get(model) ?? null,
    })),
    profile: request.profile.id,
    ...(request.withinSegmentsOnly && { withinSegmentsOnly: true }),
    bootstrap: { resamples: request.bootstrap.resamples, level: request.bootstrap.level },
  }
}

const madeBySchema = z.object({
  generators: z.array(z.object({ model: z.string(), identity: z.json() })),
})

/** What made the clips of an existing run, by model, whatever the generators of today would say. */
export function madeBy({ settings }: { readonly settings: unknown }): ReadonlyMap<string, Json> {
  const { generators } = madeBySchema.parse(settings)
  return new Map(generators.map(({ model, identity }) => [model, identity]))
}

export const configHash = (settings: DecidingSettings): string => identityOf(settings)

/** Each setting that differs as `name: before → now`, in the order of their names. */
export function changedSettings(before: Json, now: Json): string[] {
  const [old, current] = [flatten(before), flatten(now)]
  const names = [...new Set([...old.keys(), ...current.keys()])].sort()
  return names
    .filter((name) => old.get(name) !== current.get(name))
    .map((name) => `${name}: ${old.get(name) ?? 'absent'} → ${current.get(name) ?? 'absent'}`)
}

/** Leaves by dotted path, as JSON text. */
function flatten(value: Json, path = ''): Map<string, string> {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) {
    return new Map([[path, canonicalJson(value)]])
  }
  const join = (key: string) => (path === '' ? key : `${path}.${key}`)
  return new Map(Object.entries(value).flatMap(([key, member]) => [...flatten(member ?? null, join(key))]))
}
