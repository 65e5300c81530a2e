import { Lines } from './lines.ts'
import { endingText, ProcessGroup, type SpawnOptions } from './process-group.ts'
import {
  type GenerateMessage,
  maxLineLength,
  parseLine,
  type StopMessage,
  type WorkerMessage,
} from './protocol.ts'

/** A worker that ended, or that can't be trusted any more, while something was expected of it. */
export class WorkerCrash extends Error {
  override readonly name = 'WorkerCrash'
}

/** A running worker process and the conversation with it: one request at a time. */
export class Worker {
  readonly group: ProcessGroup
  /** What the clip in progress was last heard of, for messages. */
  progress = ''
  #isUsable = true
  /** Messages that nobody has asked for yet. */
  readonly #waiting: WorkerMessage[] = []
  #listener: {
    readonly take: (message: WorkerMessage) => void
    readonly fail: (crash: Error) => void
  } | null = null
  #crash: Error | null = null

  constructor(argv: readonly string[], spawn: SpawnOptions) {
    this.group = new ProcessGroup(argv, spawn)
    const lines = new Lines(
      maxLineLength,
      (line) => this.#hear(line),
      () => this.#distrust(`a line of more than ${maxLineLength} characters`),
    )
    this.group.child.stdout.on('data', (bytes: Buffer) => lines.push(bytes))
    this.group.ended.then(
      (ending) => this.#fail(new WorkerCrash(endingText(ending))),
      (thrown: Error) => this.#fail(thrown),
    )
  }

  /** Whether another request may be sent. */
  get isUsable(): boolean {
    return this.#isUsable
  }

  /** Resolves with the worker's first message. Rejects with WorkerCrash, or as ProcessGroup.ended does. */
  async ready(): Promise<void> {
    const message = await this.#next()
    if (message.type !== 'ready') throw this.#distrust(`"${message.type}" before "ready"`)
  }

  /** Sends a request and resolves with its answer. Rejects with WorkerCrash. */
  async generate(request: GenerateMessage): Promise<Extract<WorkerMessage, { type: 'done' | 'error' }>> {
    this.progress = ''
    this.#send(request)
    for (;;) {
      const message = await this.#next()
      if (message.type === 'ready') throw this.#distrust('"ready" a second time')
      if (message.id !== request.id) {
        throw this.#distrust(`id ${message.id}, expected ${request.id}`)
      }
      if (message.type !== 'progress') return message
      const stage = message.stage === undefined ? '' : ` of ${message.stage}`
      this.progress = `, ${Math.round(message.fraction * 100)} %${stage}`
    }
  }

  /** Asks the worker to end, and makes it. Resolves when it is gone. */
  async close(graceSeconds: number): Promise<void> {
    this.#isUsable = false
    this.#send({ type: 'stop' })
    this.group.child.stdin.end()
    const isGone = await Promise.race([this.group.ended.then(always, always), later(graceSeconds)])
    if (!isGone) await this.group.stop(graceSeconds)
  }

  #send(message: GenerateMessage | StopMessage): void {
    this.group.child.stdin.write(`${JSON.stringify(message)}\n`)
  }

  #next(): Promise<WorkerMessage> {
    const waiting = this.#waiting.shift()
    if (waiting !== undefined) return Promise.resolve(waiting)
    if (this.#crash !== null) return Promise.reject(this.#crash)
    return new Promise((take, fail) => {
      this.#listener = { take, fail }
    })
  }

  #hear(line: string): void {
    let message: WorkerMessage | null
    try {
      message = parseLine(line)
    } catch (thrown) {
      this.group.tail.line(line)
      this.#distrust((thrown as Error).message)
      return
    }
    const listener = this.#listener
    if (message === null) {
      this.group.tail.line(line)
    } else if (listener !== null) {
      this.#listener = null
      listener.take(message)
    } else if (this.#waiting.push(message) > maxWaiting) {
      this.#distrust(`more than ${maxWaiting} messages at once`)
    }
  }

  /** The worker broke the protocol: what it says next can't be told apart from noise, so it is ended. */
  #distrust(found: string): Error {
    const crash = new WorkerCrash(`a message that breaks the protocol (${found})`)
    this.#fail(crash)
    this.group.kill()
    return crash
  }

  #fail(crash: Error): void {
    this.#isUsable = false
    this.#crash ??= crash
    this.#listener?.fail(this.#crash)
    this.#listener = null
  }
}

/** A 64 KiB read of the shortest messages holds fewer; a worker that sends more without being asked is broken. */
const maxWaiting = 10_000

const always = () => true

function later(seconds: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), seconds * 1000).unref()
  })
}
