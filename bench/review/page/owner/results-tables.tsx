import type { ResultsAnswer } from '../../api.ts'
import { formatQuestion } from './format.ts'
import { Table } from './table.tsx'

const outcomes = ['A better', 'Tie', 'B better', 'Both bad', 'Can’t judge'].map((number) => ({ number }))
const values = ['1', '2', '3', '4', '5', 'Can’t judge'].map((number) => ({ number }))

/** Plain counts. Intervals, ranks and rater quality are the report's. */
export function ResultsTables({ results }: { readonly results: ResultsAnswer }) {
  const { comparisons, ratings } = results
  return (
    <>
      {comparisons.length > 0 && (
        <Table label="Comparisons" columns={['Question', 'A', 'B', ...outcomes]}>
          {comparisons.map((row) => (
            <tr key={`${row.question} ${row.a} ${row.b}`}>
              <th scope="row">{formatQuestion(row.question)}</th>
              <td>{row.a}</td>
              <td>{row.b}</td>
              <Counts of={[row.aWins, row.ties, row.bWins, row.bothBad, row.cantJudge]} />
            </tr>
          ))}
        </Table>
      )}
      {ratings.length > 0 && (
        <Table label="Ratings" columns={['Question', 'Model', ...values]}>
          {ratings.map((row) => (
            <tr key={`${row.question} ${row.model}`}>
              <th scope="row">{formatQuestion(row.question)}</th>
              <td>{row.model}</td>
              <Counts of={[...row.counts, row.cantJudge]} />
            </tr>
          ))}
        </Table>
      )}
      <p class="lead">
        Counts without excluded raters. <code>bench report</code> has intervals, ranks, side bias and
        agreement.
      </p>
    </>
  )
}

function Counts({ of }: { readonly of: readonly number[] }) {
  return (
    <>
      {of.map((count, index) => (
        <td class="number" key={index}>
          {count}
        </td>
      ))}
    </>
  )
}
