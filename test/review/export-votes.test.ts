import { describe, expect, test } from 'vitest'
import type { StoredVote } from '../../bench/records/vote.ts'
import {
  dictionaryCsv,
  type ExportInput,
  voteColumns,
  voteRows,
  votesCsv,
  votesJson,
} from '../../bench/review/export-votes.ts'
import { careful, simulatedVotes } from '../support/simulated-votes.ts'

const { answers, ...simulated } = simulatedVotes(
  {
    models: ['=cmd|calc', 'plain'],
    strengths: [0.3, -0.3],
    prompts: 4,
    form: { kind: 'pairwise', aspects: ['visual-quality', 'motion-quality'], comment: true },
    tempers: careful(3),
    tie: -0.5,
    sideBias: 0,
    bothBad: 0.3,
    cantJudge: 0.1,
    clipSpread: 0,
  },
  3,
)
const [first, second, ...others] = answers
const undo = {
  kind: 'undo' as const,
  key: '10000000-0000-4000-8000-000000000000',
  studyId: first!.studyId,
  itemId: first!.itemId,
  raterId: first!.raterId,
  castAtMilliseconds: 5,
  undoes: first!.key,
}
const votes: StoredVote[] = [
  { ...first!, comment: '=HYPERLINK("http://example.org","click")' },
  { ...second!, comment: 'two\nlines, "quoted"\u0007 和中文' },
  undo,
  ...others,
].map((vote, index) => ({ sequence: index + 1, receivedAtMilliseconds: 1_700_000_000_000 + index, vote }))
const input: ExportInput = { ...simulated, votes }

describe('the export of votes', () => {
  test('has one row a question of every vote, and says which stand', () => {
    const rows = voteRows(input)
    expect(rows).toHaveLength(answers.length * 2 + 1)
    expect(rows.filter(({ kind }) => kind === 'undo')).toEqual([
      expect.objectContaining({ undoes: first!.key, question: null, answer: null, stands: false }),
    ])
    expect(rows.filter(({ key }) => key === first!.key).map(({ stands }) => stands)).toEqual([false, false])
    expect(rows.filter(({ key }) => key === second!.key).map(({ stands }) => stands)).toEqual([true, true])
  })

  test('names the model that an answer prefers', () => {
    for (const row of voteRows(input)) {
      const expected =
        row.answer === 'first' ? row.first_model : row.answer === 'second' ? row.second_model : null
      expect(row.preferred_model).toBe(expected)
    }
  })

  test('as CSV starts with a byte-order mark, keeps to the dictionary’s columns, and holds no formula', () => {
    const text = votesCsv(input)
    expect(text.startsWith(`\ufeff${Object.keys(voteColumns).join(',')}\r\n`)).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(""http://example.org"",""click"")"`)
    expect(text).toContain(`'=cmd|calc`)
    expect(text).toContain('"two\nlines, ""quoted"" 和中文"')
    const cells = text.split(/\r\n/).flatMap((line) => line.split(','))
    expect(cells.filter((cell) => /^"?[=@]/.test(cell))).toEqual([])
  })

  test('has a dictionary with a meaning for every column', () => {
    expect(dictionaryCsv().trim().split('\r\n')).toHaveLength(Object.keys(voteColumns).length + 1)
  })

  test('as JSON holds the study and the votes, and no path, token or rater id', () => {
    const text = votesJson(input)
    const found = JSON.parse(text)
    expect(found).toMatchObject({ format: 'opensora-bench-export', version: 1, dictionary: voteColumns })
    expect(found.votes).toEqual(voteRows(input))
    for (const secret of ['/videos/', 'rater-0', 'media/', 'secret', 'token'])
      expect(text).not.toContain(secret)
  })
})
