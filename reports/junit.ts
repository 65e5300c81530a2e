import type { Failure, RunResult } from '../bench/records/run-result.ts'
import type { ReportFormat } from './contract.ts'
import { groupBy } from './group.ts'
import { gateCase, junitDocument, type TestCase, type TestSuite } from './junit-document.ts'

/**
 * JUnit's XML as CI servers read it (the Jenkins schema): one test case for each gate and for each failed item, or
 * failed stage when no item is to blame. Gates of level `warn` never fail a case; an inconclusive one is skipped.
 */
export const junit: ReportFormat = {
  title: 'Gates and failures as JUnit XML',
  files: (result) => [{ name: 'junit.xml', content: document(result) }],
}

function document(result: RunResult): string {
  const models = result.models.map(({ model }) => model)
  const suites: TestSuite[] = [
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
  return junitDocument(`${result.suite.id} ${result.runId}`, result.createdAt, suites)
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
