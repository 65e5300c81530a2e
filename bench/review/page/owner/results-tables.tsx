import type { ResultsAnswer } from '../../api.ts'
import { formatQuestion } from './format.ts'

/** Plain counts. Intervals, ranks and rater quality are the report's. */
export function ResultsTables({ results }: { readonly results: ResultsAnswer }) {
  const { comparisons, ratings } = results
  return (
    <>
      {comparisons.length > 0 && (
        <section class="scroll" aria-label="Comparisons">
          <table>
            <thead>
              <tr>
                <th scope="col">Question</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
                <th scope="col" class="number">
                  A better
                </th>
                <th scope="col" class="number">
                  Tie
                </th>
                <th scope="col" class="number">
                  B better
                </th>
                <th scope="col" class="number">
                  Both bad
                </th>
                <th scope="col" class="number">
                  Can’t judge
                </th>
              </tr>
            </thead>
            <tbody>
              {comparisons.map((row) => (
                <tr key={`${row.question} ${row.a} ${row.b}`}>
                  <th scope="row">{formatQuestion(row.question)}</th>
                  <td>{row.a}</td>
                  <td>{row.b}</td>
                  <td class="number">{row.aWins}</td>
                  <td class="number">{row.ties}</td>
                  <td class="number">{row.bWins}</td>
                  <td class="number">{row.bothBad}</td>
                  <td class="number">{row.cantJudge}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {ratings.length > 0 && (
        <section class="scroll" aria-label="Ratings">
          <table>
            <thead>
              <tr>
                <th scope="col">Question</th>
                <th scope="col">Model</th>
                {[1, 2, 3, 4, 5].map((value) => (
                  <th scope="col" class="number" key={value}>
                    {value}
                  </th>
                ))}
                <th scope="col" class="number">
                  Can’t judge
                </th>
              </tr>
            </thead>
            <tbody>
              {ratings.map((row) => (
                <tr key={`${row.question} ${row.model}`}>
                  <th scope="row">{formatQuestion(row.question)}</th>
                  <td>{row.model}</td>
                  {row.counts.map((count, index) => (
                    <td class="number" key={index}>
                      {count}
                    </td>
                  ))}
                  <td class="number">{row.cantJudge}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p class="lead">
        Counts without excluded raters. <code>bench report</code> has intervals, ranks, side bias and
        agreement.
      </p>
    </>
  )
}
