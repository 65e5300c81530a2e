import { exitCodes } from '../errors.ts'

export interface Interruption {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  /** Gives the signals back to the process. */
  close(): void
}

/** The first Ctrl-C or SIGTERM asks the run to stop at its next item; the second one ends the process at once. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    process.stderr.write(
      '\nStopping at the next item; everything finished is kept. Press Ctrl-C again to stop at once.\n',
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const close = () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return { signal: controller.signal, close }
}

/** The command that resumes what `argv` started: the same one, without what would start it anew. */
export function resumeCommand(argv: readonly string[]): string {
  return ['bench', ...argv.filter((word) => word !== '--fresh')].map(shellQuoted).join(' ')
}

/** Single quotes protect everything but themselves in a POSIX shell: IEEE Std 1003.1-2017, Shell, 2.2.2. */
function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
