import type { GateResult } from '../bench/records/run-result.ts'

export interface TestCase {
  readonly name: string
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
  readonly text: string
}

export interface TestSuite {
  readonly name: string
  readonly cases: readonly TestCase[]
}

/** JUnit's XML as CI servers read it (the Jenkins schema). `createdAt` is an ISO date. */
export function junitDocument(name: string, createdAt: string, suites: readonly TestSuite[]): string {
  const head = `<testsuites name="${attribute(name)}" ${counts(suites.flatMap(({ cases }) => cases))}>`
  const body = suites.map((suite) => suiteXml(suite, createdAt.slice(0, 19))).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body}</testsuites>\n`
}

/** Gates of level `warn` never fail a case; an inconclusive one is skipped. */
export function gateCase({ id, level, verdict, message }: GateResult): TestCase {
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

function suiteXml({ name, cases }: TestSuite, timestamp: string): string {
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
