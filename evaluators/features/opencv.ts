import { createRequire } from 'node:module'
import { problem } from '../../bench/errors.ts'

/** OpenCV 4.12 compiled to WebAssembly; one instance, one thread. */
export type OpenCv = typeof import('@techstark/opencv-js')
export type Mat = InstanceType<OpenCv['Mat']>

let instance: Promise<OpenCv> | undefined

/** The library, loaded on first use (about 0.4 s and 70 MB). */
export function loadOpenCv(): Promise<OpenCv> {
  instance ??= initialise()
  return instance
}

async function initialise(): Promise<OpenCv> {
  const cv = withoutNewListeners(() => createRequire(import.meta.url)('@techstark/opencv-js') as OpenCv)
  if (!('Mat' in cv)) await new Promise<void>((ready) => Object.assign(cv, { onRuntimeInitialized: ready }))
  // its `then` resolves with itself, so that awaiting it would never end
  Reflect.deleteProperty(cv, 'then')
  return cv
}

/** Emscripten's start-up code takes over the process's handlers of uncaught errors; they are not its to take. */
function withoutNewListeners<T>(load: () => T): T {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')))
  const loaded = load()
  for (const [i, event] of events.entries()) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]?.has(listener)) process.off(event, listener as () => void)
    }
  }
  return loaded
}

/** Runs OpenCV calls; its exceptions are pointers into its heap, which become errors with their text here. */
export function guarded<T>(cv: OpenCv, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (typeof thrown !== 'number') throw thrown
    const { msg } = (
      cv as unknown as { exceptionFromPtr(pointer: number): { msg: string } }
    ).exceptionFromPtr(thrown)
    throw new Error(problem('INTERNAL', { found: `OpenCV: ${msg}` }).message)
  }
}
