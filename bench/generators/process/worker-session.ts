import { BenchError } from '../../errors.ts'
import type { GenerateOutcome, GenerateRequest, GeneratorSession } from '../contract.ts'
import { DeadlineError, withDeadline } from './deadline.ts'
import type { ProcessOptions } from './options.ts'
import { checkOutput, prepareOutput } from './output.ts'
import type { SpawnOptions } from './process-group.ts'
import type { GenerateMessage } from './protocol.ts'
import { Worker, WorkerCrash } from './worker.ts'

/**
 * Keeps one worker and sends it every clip. A worker that crashes is started again and the clip tried again; one that
 * takes too long is ended, and the clip has failed: a second wait would rarely help. Started with the first clip.
 */
export class WorkerSession implements GeneratorSession {
  readonly #argv: readonly string[]
  readonly #options: ProcessOptions
  readonly #spawn: SpawnOptions
  #worker: Worker | null = null
  #nextId = 1
  #crashedStarts = 0
  /** Why no more workers are started. */
  #givenUp: BenchError | null = null

  constructor(argv: readonly string[], options: ProcessOptions, spawn: SpawnOptions) {
    this.#argv = argv
    this.#options = options
    this.#spawn = spawn
  }

  async generate(request: GenerateRequest): Promise<GenerateOutcome> {
    for (let attempt = 1; ; attempt++) {
      request.signal.throwIfAborted()
      const worker = await this.#started(request.signal)
      try {
        return await this.#make(worker, request)
      } catch (thrown) {
        if (!(thrown instanceof WorkerCrash)) throw thrown
        await this.#drop(worker)
        if (attempt > this.#options.retries) {
          const facts = { found: thrown.message, attempts: attempt, tail: worker.group.tail.quote() }
          throw new BenchError('PROCESS_FAILED', facts, { cause: thrown })
        }
      }
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.close(this.#options.stopSeconds)
  }

  async #make(worker: Worker, request: GenerateRequest): Promise<GenerateOutcome> {
    await prepareOutput(request.outputPath)
    const started = performance.now()
    const message = this.#messageOf(request)
    const answer = await this.#withinLimit(worker, worker.generate(message), 'clipSeconds', request.signal)
    const tail = worker.group.tail.quote()
    if (answer.type === 'error') throw new BenchError('PROCESS_REFUSED', { found: answer.message, tail })
    checkOutput(request.outputPath, tail)
    const stageSeconds = answer.stageSeconds ?? { generate: (performance.now() - started) / 1000 }
    return { path: request.outputPath, owned: true, stageSeconds }
  }

  #messageOf({ clip, outputPath, picturePath }: GenerateRequest): GenerateMessage {
    const { width, height, frames, fps, model } = this.#options
    return {
      type: 'generate',
      id: this.#nextId++,
      prompt: clip.prompt.text,
      seed: clip.seed,
      index: clip.sampleIndex,
      output: outputPath,
      ...(picturePath !== undefined && { image: picturePath }),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(frames !== undefined && { frames }),
      ...(fps !== undefined && { fps }),
      model,
    }
  }

  /** A worker that is ready: the one that runs, or a new one. Throws BenchError when it can't be started. */
  async #started(signal: AbortSignal): Promise<Worker> {
    for (;;) {
      if (this.#givenUp !== null) throw this.#givenUp
      if (this.#worker?.isUsable) return this.#worker
      if (this.#worker !== null) await this.#drop(this.#worker)
      const worker = new Worker(this.#argv, this.#spawn)
      this.#worker = worker
      try {
        await this.#withinLimit(worker, worker.ready(), 'startSeconds', signal)
        this.#crashedStarts = 0
        return worker
      } catch (thrown) {
        if (!(thrown instanceof WorkerCrash)) throw this.#remember(thrown)
        await this.#drop(worker)
        if (++this.#crashedStarts > this.#options.retries) {
          const facts = {
            found: thrown.message,
            attempts: this.#crashedStarts,
            tail: worker.group.tail.quote(),
          }
          throw this.#remember(new BenchError('PROCESS_START', facts, { cause: thrown }))
        }
      }
    }
  }

  /** A start that failed for good fails every later clip at once: nobody waits for it again. */
  #remember(thrown: unknown): unknown {
    if (thrown instanceof BenchError) this.#givenUp = thrown
    return thrown
  }

  async #withinLimit<T>(
    worker: Worker,
    work: Promise<T>,
    option: 'startSeconds' | 'clipSeconds',
    signal: AbortSignal,
  ): Promise<T> {
    try {
      return await withDeadline(work, this.#options[option], signal)
    } catch (thrown) {
      // Its ending settles `work` too; nobody listens any more.
      work.catch(() => undefined)
      if (thrown instanceof WorkerCrash) throw thrown
      const { progress } = worker
      await this.#drop(worker)
      if (!(thrown instanceof DeadlineError)) throw thrown
      const facts = { seconds: this.#options[option], option, progress, tail: worker.group.tail.quote() }
      throw new BenchError('PROCESS_TIMEOUT', facts)
    }
  }

  async #drop(worker: Worker): Promise<void> {
    if (this.#worker === worker) this.#worker = null
    await worker.group.stop(this.#options.stopSeconds)
  }
}
