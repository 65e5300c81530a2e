import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { unknownName } from '../../config/unknown-name.ts'
import { BenchError } from '../../errors.ts'
import type { RunEvent } from '../../records/event.ts'
import type { RunResult } from '../../records/run-result.ts'
import type { Reporter, ReporterContext } from './contract.ts'
import { type ReporterName, reporters } from './table.ts'

/** Opens the named reporters as one; `name=file` writes to that file. In a GitHub Actions job `default` brings `github`. */
export function openReporters(names: readonly string[], env: NodeJS.ProcessEnv = process.env): Reporter {
  const wanted = [...names]
  const isGithub = env.GITHUB_ACTIONS === 'true' && wanted.includes('default') && !wanted.includes('github')
  if (isGithub) wanted.push('github')
  const opened = wanted.map((name) => openReporter(name, env))
  return {
    onEvent: (event: RunEvent) => {
      for (const reporter of opened) reporter.onEvent(event)
    },
    finish: async (result: RunResult | null) => {
      for (const reporter of opened) await reporter.finish(result)
    },
  }
}

function openReporter(wanted: string, env: NodeJS.ProcessEnv): Reporter {
  const at = wanted.indexOf('=')
  const name = at < 0 ? wanted : wanted.slice(0, at)
  if (!isReporter(name)) throw unknownName('reporter', name, Object.keys(reporters))
  return reporters[name](contextOf(at < 0 ? null : resolve(wanted.slice(at + 1)), env))
}

export function isReporter(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name)
}

function contextOf(file: string | null, env: NodeJS.ProcessEnv): ReporterContext {
  const { stderr } = process
  if (file !== null) clear(file)
  return {
    write: file === null ? (text) => void stderr.write(text) : (text) => appendFileSync(file, text),
    isTerminal: file === null && stderr.isTTY === true,
    columns: stderr.columns || 80,
    env,
    now: () => performance.now(),
  }
}

function clear(file: string): void {
  try {
    writeFileSync(file, '')
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new BenchError('FOLDER_READ_ONLY', { path: file, found }, { cause: error })
  }
}
