import { join } from 'node:path'
import type { ExitCode } from '../errors.ts'
import type { RunOutcome } from '../pipeline/contract.ts'

/** What `--json` prints after a run: where everything lies, and the numbers that scripts ask for. */
export function summaryOf({ path, result }: RunOutcome, reportFolder: string | null, exitCode: ExitCode) {
  const { runId, status, suite, profile, protocol, promptList, gates, comparison, failures } = result
  return {
    runId,
    status,
    exitCode,
    path,
    result: join(path, 'result.json'),
    report: reportFolder,
    suite: suite.id,
    profile: { id: profile.id, notice: profile.notice },
    protocol,
    promptList,
    models: result.models.map(
      ({ model, generator, notice, clips, quality, semantic, i2v, total, dimensions }) => ({
        model,
        generator,
        notice,
        clips,
        quality,
        semantic,
        i2v,
        total,
        dimensions: dimensions.map(({ id, value, interval, coverage, reason }) => ({
          id,
          value,
          interval,
          coverage,
          reason,
        })),
      }),
    ),
    gates,
    comparison: comparison === null ? null : { verdict: comparison.verdict, baseline: comparison.a },
    failures: failures.length,
  }
}
