import { gateCase, junitDocument, type TestCase } from '../junit-document.ts'
import type { PreferenceFormat } from './contract.ts'

/** One test case for each gate, and one that says how far the study is. */
export const junit: PreferenceFormat = {
  title: 'Gates as JUnit XML',
  files: (result) => {
    const { answered, planned } = result.progress
    const progress: TestCase = {
      name: 'every planned item is answered',
      outcome: result.status === 'complete' ? 'passed' : 'skipped',
      type: result.status,
      message: `${answered} of ${planned} items are answered`,
      text: '',
    }
    return [
      {
        name: 'junit.xml',
        content: junitDocument(`preference ${result.runId}`, result.createdAt, [
          { name: 'gates', cases: result.gates.map(gateCase) },
          { name: 'study', cases: [progress] },
        ]),
      },
    ]
  },
}
