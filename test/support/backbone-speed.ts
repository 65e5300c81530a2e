import { availableParallelism } from 'node:os'
import { argv } from 'node:process'
import { extractFeatures } from '../../bench/pipeline/extract-features.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import type { Backbone, RoleId } from '../../evaluators/contract.ts'
import { backbonesOf, profiles } from '../../evaluators/profiles.ts'

// tsx test/support/backbone-speed.ts WEIGHTS CLIP REPETITIONS BACKBONE…
// Time and memory of backbones of the official profile on one clip, decoded once for all of them; one process each for
// numbers that can be set beside upstream's.
const [, , folder = '', clip = '', repetitions = '1', ...names] = argv
const official = profiles.find(({ id }) => id === 'official')
const all = backbonesOf(official!) as readonly Backbone<RoleId>[]
const backbones = names.map((name) => {
  const found = all.find(({ id }) => id === name)
  if (found === undefined) throw new Error(`${name}: expected one of ${all.map(({ id }) => id).join(', ')}`)
  return found
})
const locator = createWeightLocator(folder)
const video = await probeVideo(clip)
const started = performance.now()
const consumers = []
for (const backbone of backbones) {
  const files = new Map<string, NonNullable<Awaited<ReturnType<typeof locator.find>>>>()
  for (const name of backbone.weights) {
    const file = await locator.find(name)
    if (file === null) throw new Error(`${name} is not in ${folder}`)
    files.set(name, file)
  }
  const session = await backbone.open({
    threads: availableParallelism(),
    weightPath: (name) => files.get(name)!.path,
    architecture: (name) => files.get(name)?.network?.architecture ?? null,
  })
  consumers.push({ role: backbone.roles[0]!, frames: backbone.frames, session })
}
const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1024)
console.log(`opened in ${seconds(started)} s, peak ${megabytes()} MB`)
for (let i = 0; i < Number(repetitions); i++) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const showings = consumers.map((consumer) => ({ ...consumer, clip: { sha256: '', video }, source: null }))
  const outcomes = await extractFeatures(clip, showings)
  for (const [j, outcome] of outcomes.entries())
    if ('problem' in outcome) console.log(consumers[j]!.role, outcome.problem.message)
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    `${names.join(' + ')}: ${seconds(begun)} s, ${((user + system) / 1e6).toFixed(2)} CPU s, peak ${megabytes()} MB`,
  )
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2)
}
