import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ResolvedSettings } from '../../config/settings.ts'
import { BenchError } from '../../errors.ts'
import { planClips } from '../../pipeline/plan.ts'
import type { PlannedClip } from '../../records/plan.ts'
import type { Invocation } from '../commands.ts'
import { requestOf } from '../request.ts'
import type { Candidate, Candidates } from './candidates.ts'
import { conflict } from './study-settings.ts'

/** Videos that lie in folders, found by the names of the prompts. Throws SETTINGS_CONFLICT, and what the generators throw. */
export async function candidatesOfFolders(
  resolved: ResolvedSettings,
  invocation: Invocation,
): Promise<Candidates> {
  refuseMakers(resolved)
  // VBench's file names are the ones that recorded folders are read by; all prompts are looked for, the limit comes later.
  const request = await requestOf(
    {
      ...resolved,
      suite: { ...resolved.suite, value: 'vbench' },
      limit: { ...resolved.limit, value: null },
      baseline: { ...resolved.baseline, value: null },
    },
    invocation,
  )
  const planned = planClips(request)
  const clips: Candidate[] = []
  for (const generator of request.generators) {
    const session = await generator.open()
    try {
      for (const clip of planned.filter(({ model }) => model === generator.model)) {
        const path = await pathOf(clip, (outputPath) =>
          session.generate({ clip, outputPath, signal: request.signal }),
        )
        if (path !== null) clips.push(candidateOf(clip, path))
      }
    } finally {
      await session.close()
    }
  }
  const { name, sha256, source } = request.promptList
  return { models: request.generators.map(({ model }) => model), clips, promptList: { name, sha256, source } }
}

/** A study shows what exists: how clips came about belongs into a run of its own. */
function refuseMakers(resolved: ResolvedSettings): void {
  const maker = resolved.generators.value.find(({ kind }) => kind !== 'recorded')
  if (maker === undefined) return
  throw conflict(
    resolved,
    'generators',
    `a study shows clips that exist, and the generator ${maker.kind} makes new ones`,
    'Make them with `bench run` or `bench generate`, then: `bench run preference <run> <run>`; or name folders with --videos.',
  )
}

/** Null where the folder has no such video; which prompts are left out is said later, for all models together. */
async function pathOf(
  clip: PlannedClip,
  find: (outputPath: string) => Promise<{ readonly path: string }>,
): Promise<string | null> {
  try {
    // A player of existing files writes nothing.
    return (await find(join(tmpdir(), 'unused', clip.fileName))).path
  } catch (thrown) {
    if (thrown instanceof BenchError && absent.has(thrown.problem.code)) return null
    throw thrown
  }
}

const absent = new Set(['RECORDED_MISSING', 'RECORDED_INDEX', 'RECORDED_UNMAPPED', 'RECORDED_MISNAMED'])

function candidateOf({ model, prompt, sampleIndex }: PlannedClip, path: string): Candidate {
  return {
    model,
    promptId: prompt.id,
    promptText: prompt.text,
    sampleIndex,
    runId: null,
    path,
    knownSha256: null,
    dimensions: prompt.dimensions,
    scores: {},
  }
}
