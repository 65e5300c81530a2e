import { argv } from 'node:process'
import { createOpenSora } from '../../bench/generators/open-sora/open-sora.ts'
import { openSoraOptions } from '../../bench/generators/open-sora/options.ts'
import { plannedClip } from '../generators/clips.ts'

// As a program: tsx test/support/measured-peak.ts FOLDER OPTIONS makes one clip and prints the process's peak memory.
const [, , folder = '', text = '{}'] = argv
const [generator] = createOpenSora(openSoraOptions.parse(JSON.parse(text)), { baseDir: folder })
const clip = plannedClip('a cat')
const problems = await generator!.preflight([clip])
if (problems.length > 0) throw new Error(JSON.stringify(problems))
const session = await generator!.open()
await session.generate({ clip, outputPath: `${folder}/peak.mp4`, signal: new AbortController().signal })
await session.close()
process.stdout.write(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }))
