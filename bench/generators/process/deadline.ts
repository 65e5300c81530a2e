/** Awaits `work`; after `seconds`, or when `signal` aborts, rejects instead. The work itself goes on: stop it. */
export async function withDeadline<T>(work: Promise<T>, seconds: number, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let cleanUp = () => {}
  const interrupted = new Promise<never>((_, reject) => {
    // A timer's longest delay is 2^31 − 1 milliseconds: 24 days.
    const timer = setTimeout(() => reject(new DeadlineError()), seconds * 1000)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    cleanUp = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  })
  try {
    return await Promise.race([work, interrupted])
  } finally {
    cleanUp()
  }
}

/** The time that something may take has passed. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}
