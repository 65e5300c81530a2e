import { run } from '../../bench/pipeline/run.ts'
import { killableRequest } from './killable-request.ts'

// One run in a process of its own: `killable-run.ts <output folder>`.
const [, , outputDir = ''] = process.argv
await run(killableRequest(outputDir))
