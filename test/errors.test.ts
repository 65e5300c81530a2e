import { expect, test } from 'vitest'
import { BenchError, type ErrorCode, errorTable, exitCodes, problemOf } from '../bench/errors.ts'

// After a change of the table: `npx vitest run test/errors.test.ts -u` writes the document again.
test('docs/errors.md lists the table of errors', async () => {
  await expect(errorsDocument()).toMatchFileSnapshot('../docs/errors.md')
})

test('every error says what happened and what to do next', () => {
  for (const [code, { message, remedy }] of Object.entries(errorTable)) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/)
    expect(message, code).not.toBe('')
    expect(remedy, code).not.toBe('')
  }
})

test('facts fill both texts, and the exit code is that of the table', () => {
  const error = new BenchError('RUN_NEWER', { path: '/runs/a', found: 3, expected: 1 })
  expect(error.message).toBe('/runs/a was written by a newer version (schema 3, this version knows up to 1).')
  expect(error.exitCode).toBe(exitCodes.usage)
  expect(problemOf(error)).toBe(error.problem)
})

test('what is not in the table is an internal error', () => {
  expect(problemOf(new TypeError('x is not a function'))).toMatchObject({
    code: 'INTERNAL',
    message: 'x is not a function',
  })
})

function errorsDocument(): string {
  const codes = (Object.keys(errorTable) as ErrorCode[]).toSorted()
  const uses = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | ${exitMeanings[name as keyof typeof exitCodes]} |`,
  )
  const rows = codes.map((code) => {
    const { exit, message, remedy } = errorTable[code]
    return `| \`${code}\` | ${exitCodes[exit]} | ${cell(message)} | ${cell(remedy)} |`
  })
  return `# Errors

Every error has a code, says what was found and what was expected, and what to do next. Words in braces are filled in.
An error of one clip becomes part of the result (\`failures\` in \`result.json\`) and the run goes on; any other ends the
command with the exit code of its row. \`BENCH_DEBUG=1\` adds the stack.

## Exit codes

| Code | Meaning |
|---|---|
${uses.join('\n')}

## Codes

| Code | Exit | What happened | What to do |
|---|---|---|---|
${rows.join('\n')}
`
}

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  passed: 'passed',
  internal: 'internal or infrastructure error',
  usage: 'usage or config error',
  preflight: 'preflight failed: weights, videos or a server are missing',
  incomplete: 'incomplete: some items failed or are missing',
  gateFailed: 'a gate failed',
  interrupted: 'interrupted; the same command resumes',
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
