import { groupBy } from '../group.ts'
import { gateCase, junitDocument, type TestCase } from '../junit-document.ts'
import type { AutoencoderReportFormat } from './contract.ts'
import { failureWhere } from './failure-text.ts'

/** JUnit's XML: one test case for each gate, and for each place where something did not run. */
export const junit: AutoencoderReportFormat = {
  title: 'Gates and failures as JUnit XML',
  files(result) {
    const failures = groupBy(result.failures, (failure) => failureWhere(result, failure))
    const cases = [...failures].map(
      ([name, own]): TestCase => ({
        name,
        outcome: 'error',
        type: own[0]!.problem.code,
        message: own[0]!.problem.message,
        text: own
          .map(({ cause, problem }) =>
            `[${cause}] ${problem.code}: ${problem.message} ${problem.remedy ?? ''}`.trim(),
          )
          .join('\n'),
      }),
    )
    const content = junitDocument(`${result.suite.id} ${result.runId}`, result.createdAt, [
      { name: 'gates', cases: result.gates.map(gateCase) },
      { name: 'run', cases },
    ])
    return [{ name: 'junit.xml', content }]
  },
}
