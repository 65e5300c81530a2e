import { rm, writeFile } from 'node:fs/promises'
import { BenchError } from '../../errors.ts'
import type { GenerateOutcome, GenerateRequest, GeneratorSession } from '../contract.ts'
import { fillCommand, type Placeholder, uses } from './command.ts'
import { DeadlineError, withDeadline } from './deadline.ts'
import type { ProcessOptions } from './options.ts'
import { checkOutput, prepareOutput } from './output.ts'
import { type Ending, endingText, ProcessGroup, type SpawnOptions } from './process-group.ts'

/** Runs the command once for every clip; a run that crashes is tried again. */
export function oneShotSession(
  words: readonly string[],
  options: ProcessOptions,
  spawn: SpawnOptions,
): GeneratorSession {
  return {
    async generate(request) {
      const promptFile = uses(words, 'promptFile') ? `${request.outputPath}.prompt.txt` : null
      try {
        await prepareOutput(request.outputPath)
        if (promptFile !== null) await writeFile(promptFile, request.clip.prompt.text)
        const values = {
          ...settingsOf(options),
          ...clipValues(request),
          ...(promptFile !== null && { promptFile }),
        }
        return await attempts(fillCommand(words, values), request, options, spawn)
      } finally {
        if (promptFile !== null) await rm(promptFile, { force: true })
      }
    },
    async close() {},
  }
}

type Values = Partial<Record<Placeholder, string | number>>

/** The placeholders that are the same for every clip. */
export function settingsOf({ width, height, frames, fps, model }: ProcessOptions): Values {
  const values = { width, height, frames, fps, model }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values
}

function clipValues({ clip, outputPath, picturePath: image }: GenerateRequest): Values {
  const { prompt, seed, sampleIndex } = clip
  return { prompt: prompt.text, seed, index: sampleIndex, output: outputPath, ...(image && { image }) }
}

async function attempts(
  argv: readonly string[],
  request: GenerateRequest,
  options: ProcessOptions,
  spawn: SpawnOptions,
): Promise<GenerateOutcome> {
  for (let attempt = 1; ; attempt++) {
    const started = performance.now()
    const { ending, tail } = await runOnce(argv, request, options, spawn)
    if (ending.code === 0) {
      checkOutput(request.outputPath, tail)
      const stageSeconds = { generate: (performance.now() - started) / 1000 }
      return { path: request.outputPath, owned: true, stageSeconds }
    }
    if (attempt > options.retries) {
      throw new BenchError('PROCESS_FAILED', { found: endingText(ending), attempts: attempt, tail })
    }
    await prepareOutput(request.outputPath)
  }
}

async function runOnce(
  argv: readonly string[],
  { signal }: GenerateRequest,
  { clipSeconds, stopSeconds }: ProcessOptions,
  spawn: SpawnOptions,
): Promise<{ ending: Ending; tail: string }> {
  signal.throwIfAborted()
  const group = new ProcessGroup(argv, spawn)
  group.child.stdout.setEncoding('utf8').on('data', (text: string) => group.tail.push(text))
  group.child.stdin.end()
  try {
    const ending = await withDeadline(group.ended, clipSeconds, signal)
    return { ending, tail: group.tail.quote() }
  } catch (thrown) {
    await group.stop(stopSeconds)
    if (!(thrown instanceof DeadlineError)) throw thrown
    throw new BenchError('PROCESS_TIMEOUT', {
      seconds: clipSeconds,
      option: 'clipSeconds',
      progress: '',
      tail: group.tail.quote(),
    })
  }
}
