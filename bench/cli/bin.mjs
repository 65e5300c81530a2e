#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx strips the types on load, also from inside node_modules.
import { register } from 'tsx/esm/api'

register()
// `bench … | head`: who reads stdout may stop reading.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit()
  console.error(`Error: Cannot write to stdout: ${error.message}`)
  process.exit(1)
})
// Progress that nobody can read any more is no reason to stop the work.
process.stderr.on('error', () => undefined)
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
