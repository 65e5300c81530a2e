import { setFlagsFromString } from 'node:v8'
import { valuesOf } from '../config/resolve.ts'
import { BenchError, type ExitCode, exitCodes, problemOf } from '../errors.ts'
import { openRun } from '../pipeline/run-folder.ts'
import { isLoopback } from '../review/hosts.ts'
import { bundlePage } from '../review/page-bundle.ts'
import { type PageFiles, pageFiles } from '../review/pages.ts'
import { openReview } from '../review/review.ts'
import { startReviewServer } from '../review/server.ts'
import type { Invocation } from './commands.ts'
import { integer, origin, readValue, text } from './option-values.ts'
import { flagOf, type OptionName } from './options.ts'
import { exportFile } from './preference/export-files.ts'
import { printJson } from './print.ts'
import { exportForms, printForms } from './review-export.ts'
import { reviewLinks } from './review-links.ts'
import { printReview } from './review-text.ts'
import { runFolder } from './run-result-file.ts'
import { loadSettings } from './settings.ts'

// Not one of the ports in wide use (IANA's registry has no service there).
const defaultPort = 8473
// A working day in between is no absence; a weekend is.
const defaultAbandonMinutes = 24 * 60

// V8 lets its heap grow to several times what is in use before it collects; this way to 1.2 times. Measured with 200 raters
// and 34,000 votes: 213 MB resident instead of 245, for 0.1 ms of CPU a vote.
const heapGrowth = '--heap-growing-percent=20'

/** `bench review <run>`: serves the review page until Ctrl-C. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  setFlagsFromString(heapGrowth)
  const { resolved } = await loadSettings(invocation)
  const [word = ''] = invocation.args
  const settings = reviewSettings(invocation)
  const run = await openRun(await runFolder(word, valuesOf(resolved).output))
  try {
    const review = await openReview({
      store: run.store,
      folder: run.path,
      abandonAfterMinutes: settings.abandonAfterMinutes,
      completion: settings.completion,
    })
    const { export: target } = invocation.options
    if (typeof target === 'string') {
      const forms = await exportForms(run, review, target, settings.raters)
      printForms(forms, word, invocation.options.json === true)
      return exitCodes.passed
    }
    const server = await startReviewServer({
      ...settings,
      review,
      pages: await builtPages(),
      exportVotes: (format) => exportFile(run.store, format),
      onProblem: printProblem,
    })
    const stop = listenForStop()
    try {
      const links = await reviewLinks(review, settings, server)
      if (invocation.options.json) printJson(links)
      else printReview(review, links, word)
      await stop.asked
    } finally {
      await server.close()
      stop.close()
    }
    return exitCodes.passed
  } finally {
    await run.close()
  }
}

export interface ReviewSettings {
  readonly host: string
  readonly port: number
  readonly publicOrigin: string | null
  readonly open: boolean
  readonly prolific: boolean
  readonly completion: { readonly code: string; readonly url: string } | null
  /** How many links to make now; null: one for each free place, when there are no raters yet. */
  readonly raters: number | null
  /** Whether links made before end. */
  readonly newLinks: boolean
  readonly abandonAfterMinutes: number
}

function reviewSettings({ command, options }: Invocation): ReviewSettings {
  const given = (name: OptionName): string | null => {
    const value = options[name as keyof typeof options]
    return typeof value === 'string' ? value : null
  }
  const whole = (name: OptionName, low: number, high: number): number | null => {
    const value = given(name)
    return value === null ? null : readValue(integer(low, high), value, flagOf(name), command)
  }
  const host = given('host') ?? '127.0.0.1'
  const code = given('prolific')
  const publicOrigin = given('origin')
  const settings: ReviewSettings = {
    host: readValue(text, host, flagOf('host'), command),
    port: whole('port', 0, 65_535) ?? defaultPort,
    publicOrigin: publicOrigin && readValue(origin, publicOrigin, flagOf('origin'), command),
    open: options.open === true,
    prolific: code !== null,
    completion: code === null ? null : prolificCompletion(code),
    raters: whole('raters', 1, 10_000),
    newLinks: options.newLinks === true,
    abandonAfterMinutes: whole('abandonAfterMinutes', 1, 1_000_000) ?? defaultAbandonMinutes,
  }
  checkExposure(settings)
  return settings
}

/** How Prolific takes a participant back: https://researcher-help.prolific.com, "Completion codes". */
const prolificCompletion = (code: string) => ({
  code,
  url: `https://app.prolific.com/submissions/complete?cc=${encodeURIComponent(code)}`,
})

/** An invitation travels unencrypted unless a proxy speaks TLS in front. */
function checkExposure({ host, publicOrigin, open, prolific }: ReviewSettings): void {
  if (isLoopback(host) || publicOrigin?.startsWith('https:')) return
  const option = open ? '--open' : prolific ? '--prolific' : null
  if (option !== null) throw new BenchError('REVIEW_EXPOSED', { option, host })
}

/** The bundler's own process would keep its memory for as long as the server runs. */
async function builtPages(): Promise<PageFiles> {
  const { stop } = await import('esbuild')
  try {
    return pageFiles(await bundlePage())
  } finally {
    await stop()
  }
}

// With a full disk 200 pages try again every few seconds; the owner needs to read of it once in a while.
const repeatAfterMilliseconds = 30_000
const printedAt = new Map<string, number>()

function printProblem(thrown: unknown): void {
  const { message, remedy } = problemOf(thrown)
  if (Date.now() - (printedAt.get(message) ?? 0) < repeatAfterMilliseconds) return
  printedAt.set(message, Date.now())
  process.stderr.write(`Warning: ${message}${remedy ? ` ${remedy}` : ''}\n`)
  if (process.env.BENCH_DEBUG && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`)
}

/** The first Ctrl-C or SIGTERM asks to stop; the second one ends the process at once, which loses no saved vote. */
function listenForStop(): { readonly asked: Promise<void>; close(): void } {
  let onSignal: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    let isAsked = false
    onSignal = () => {
      if (isAsked) process.exit(exitCodes.interrupted)
      isAsked = true
      process.stderr.write('\nStopping. Every vote that a page was told is saved is on the disk.\n')
      resolve()
    }
  })
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    asked,
    close: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
