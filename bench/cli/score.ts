import { valuesOf } from '../config/resolve.ts'
import { checkSettings } from '../config/validate.ts'
import { BenchError, type ExitCode } from '../errors.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import { scoreRun } from '../pipeline/run.ts'
import type { Manifest } from '../records/manifest.ts'
import type { Invocation } from './commands.ts'
import { finish } from './finish.ts'
import { knownNames } from './names.ts'
import { requestOf } from './request.ts'
import { loadRunSettings } from './run-settings.ts'
import { watched } from './watched.ts'

/** `bench score <run>`: scores the clips that a run folder has, as planned there, then aggregates and reports. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { resolved, folder, manifest } = await loadRunSettings(invocation)
  checkSettings(resolved, await knownNames())
  const outcome = await watched(valuesOf(resolved).reporters, async (watch) => {
    const request = await requestOf(resolved, invocation, watch)
    expectSamePrompts(request, manifest)
    return scoreRun(folder, request)
  })
  return finish(invocation, resolved, outcome)
}

/** The plan is that of the prompts of then: with others, scores would belong to sentences that nobody sees any more. */
function expectSamePrompts({ promptList }: RunRequest, { promptList: planned }: Manifest): void {
  if (promptList.sha256 === planned.sha256) return
  throw new BenchError('SETTINGS_CONFLICT', {
    setting: 'prompts',
    origin: promptList.source,
    found: `the list has changed since the run was planned (sha256 ${planned.sha256.slice(0, 12)} → ${promptList.sha256.slice(0, 12)})`,
    remedy: 'Put the list back, or start a new run with `bench run`.',
  })
}
