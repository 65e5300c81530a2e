import type { Failure, GateResult, RunResult } from '../bench/records/run-result.ts'
import type { ReportFormat } from './contract.ts'
import { groupBy } from './group.ts'

/**
 * JUnit's XML as CI servers read it (the Jenkins schema): one test case for each gate and for each failed item, or
 * failed stage when no item is to blame. Gates of level `warn` never fail a case; an inconclusive one is skipped.
 */
export const junit: ReportFormat = {
  title: 'Gates and failures as JUnit XML',
  files: (result) => [{ name: 'junit.xml', content: document(result) }],
}

interface TestCase {
  readonly name: string
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
  readonly text: string
}

interface Suite {
  readonly name: string
  readonly cases: readonly TestCase[]
}

function document(result: RunResult): string {
  const models = result.models.map(({ model }) => model)
  const suites: Suite[] = [
    { name: 'gates', cases: result.gates.map(gateCase) },
    ...models.map((model) => ({
      name: `model ${model}`,
      cases: failureCases(result.failures.filter((failure) => failure.model === model)),
    })),
    {
      name: 'run',
      cases: failureCases(result.failures.filter(({ model }) => model === null || !models.includes(model))),
    },
  ]
  const head = `<testsuites name="${attribute(`${result.suite.id} ${result.runId}`)}" ${counts(suites.flatMap(({ cases }) => cases))}>`
  const body = suites.map((suite) => suiteXml(suite, result.createdAt.slice(0, 19))).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body}</testsuites>\n`
}

function gateCase({ id, level, verdict, message }: GateResult): TestCase {
  const failed = level === 'error' ? 'failure' : 'skipped'
  const outcome = { pass: 'passed', fail: failed, inconclusive: 'skipped' } as const
  const warns = verdict === 'fail' && level === 'warn'
  return {
    name: id,
    outcome: outcome[verdict],
    type: `gate-${verdict}`,
    message: warns ? `warning: ${message}` : message,
    text: '',
  }
}

/** All failures of one item are one case. */
function failureCases(failures: readonly Failure[]): TestCase[] {
  const byItem = groupBy(
    failures,
    ({ itemId, stage, model }) => itemId ?? `${stage}${model === null ? '' : ` of ${model}`}`,
  )
  return [...byItem].map(([name, own]) => ({
    name,
    outcome: 'error',
    type: own[0]!.problem.code,
    message: own[0]!.problem.message,
    text: own.map(failureText).join('\n'),
  }))
}

function failureText({ stage, dimension, problem }: Failure): string {
  const where = dimension === null ? stage : `${stage}, ${dimension}`
  return `[${where}] ${problem.code}: ${problem.message}${problem.remedy ? ` ${problem.remedy}` : ''}`
}

function suiteXml({ name, cases }: Suite, timestamp: string): string {
  const head = `  <testsuite name="${attribute(name)}" timestamp="${attribute(timestamp)}" ${counts(cases)}>`
  return `${head}\n${cases.map((entry) => caseXml(name, entry)).join('')}  </testsuite>\n`
}

function counts(cases: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']) => cases.filter((entry) => entry.outcome === outcome).length
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="0"`
}

function caseXml(classname: string, { name, outcome, type, message, text }: TestCase): string {
  const head = `    <testcase classname="${attribute(classname)}" name="${attribute(name)}" time="0"`
  if (outcome === 'passed') return `${head}><system-out>${escapeXml(message)}</system-out></testcase>\n`
  if (outcome === 'skipped') return `${head}><skipped message="${attribute(message)}"/></testcase>\n`
  const body = `<${outcome} type="${attribute(type)}" message="${attribute(message)}">${escapeXml(text)}</${outcome}>`
  return `${head}>${body}</testcase>\n`
}

// XML 1.0, section 2.2: the characters that a document may hold.
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

const escapeXml = (text: string) => text.replace(notXml, '').replace(/[&<>\r]/g, (found) => entities[found]!)
const attribute = (text: string) =>
  text.replace(notXml, '').replace(/[&<>"'\t\n\r]/g, (found) => entities[found]!)
