import { appendFileSync } from 'node:fs'
import type { RunEvent } from '../../records/event.ts'
import type { Problem } from '../../records/problem.ts'
import type { RunResult } from '../../records/run-result.ts'
import type { Reporter, ReporterContext } from './contract.ts'

// GitHub shows at most 10 annotations of a kind for a step; the report has the rest.
const mostAnnotations = 10

/**
 * Annotations in the log of a GitHub Actions job, and the Markdown report in its step summary.
 * Form: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function github({ write, env }: ReporterContext): Reporter {
  const counts = { error: 0, warning: 0 }
  const annotate = (level: 'error' | 'warning', title: string, text: string) => {
    counts[level] += 1
    if (counts[level] <= mostAnnotations) {
      write(`::${level} title=${escapeProperty(title)}::${escapeData(text)}\n`)
    }
  }
  const onEvent = (event: RunEvent) => {
    if (event.type === 'warning') annotate('warning', event.itemId ?? 'bench', textOf(event.problem))
    if (event.type === 'item-finished' && event.problem !== null) {
      annotate('error', `${event.stage} ${event.itemId}`, textOf(event.problem))
    }
  }
  const finish = async (result: RunResult | null) => {
    if (result === null) return
    for (const gate of result.gates) {
      if (gate.verdict === 'pass') continue
      annotate(gate.level === 'error' && gate.verdict === 'fail' ? 'error' : 'warning', gate.id, gate.message)
    }
    if (!env.GITHUB_STEP_SUMMARY) return
    const summary = await summaryOf(result)
    try {
      appendFileSync(env.GITHUB_STEP_SUMMARY, summary)
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      annotate('warning', 'GITHUB_STEP_SUMMARY', `The summary could not be written: ${found}`)
    }
  }
  return { onEvent, finish }
}

const textOf = ({ message, remedy }: Problem) => (remedy ? `${message} ${remedy}` : message)
const escapeData = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

async function summaryOf(result: RunResult): Promise<string> {
  const { reportFormats } = await import('../../../reports/table.ts')
  const files = await reportFormats.markdown.files(result, { runPath: '..', version: '', allowPartial: true })
  return files.map(({ content }) => `${content}\n`).join('')
}
