import type { Backbone, BackboneSession, Profile, RoleId } from '../../evaluators/contract.ts'
import { problem, problemOf } from '../errors.ts'
import { encodeFeature, type FeatureValue } from '../store/feature-codec.ts'
import { readPicture } from '../video/picture-file.ts'
import { serveTasks, type TaskServer } from '../workers/serve.ts'
import { extractFeatures, type Showing } from './extract-features.ts'
import {
  type Asked,
  type FeatureOutcome,
  type ScoreSettings,
  type ScoreTask,
  scoreSettingsSchema,
  scoreTaskSchema,
} from './score-messages.ts'

/** What the scoring child can't import by itself. */
export interface ScoringTables {
  readonly profiles: readonly Profile[]
}

type Session = BackboneSession<RoleId>

/**
 * Makes this process a scoring child: it opens each backbone of the profile when it is first asked for, and turns
 * clips into features. Scores are computed by the parent, which is the only one that writes to the store.
 */
export function serveScoring(tables: ScoringTables): void {
  serveTasks(async (message) => {
    const settings = scoreSettingsSchema.parse(message)
    const profile = tables.profiles.find(({ id }) => id === settings.profile)
    if (profile === undefined) throw new Error(`The worker's table has no profile ${settings.profile}`)
    return scoringServer(profile, settings)
  })
}

function scoringServer(profile: Profile, settings: ScoreSettings): TaskServer {
  // A backbone that does not open is not tried again: the reason holds for every clip.
  const opened = new Map<Backbone, Promise<Session>>()
  const embedded: Embedded = new Map()
  const backboneOf = (role: string): Backbone => {
    const found = (profile.backbones as Readonly<Record<string, Backbone | undefined>>)[role]
    if (found === undefined) throw new Error(`Profile ${profile.id} has nothing that plays ${role}`)
    return found
  }
  const open = (role: string): Promise<Session> => {
    const backbone = backboneOf(role)
    const session = opened.get(backbone) ?? openBackbone(backbone, settings)
    opened.set(backbone, session)
    return session
  }
  return {
    run: async (message) => {
      const task = scoreTaskSchema.parse(message)
      return {
        outcomes: [
          ...(await frameOutcomes(task, backboneOf, open)),
          ...(await textOutcomes(task, open, embedded)),
          ...(await pictureOutcomes(task, open, embedded)),
        ],
      }
    },
    close: async () => {
      for (const session of opened.values()) await session.then((open) => open.close()).catch(() => undefined)
    },
  }
}

function openBackbone(
  backbone: Backbone,
  { weights, architectures, threads }: ScoreSettings,
): Promise<Session> {
  const session = backbone.open({
    threads,
    weightPath: (name) => {
      const path = weights[name]
      if (path === undefined) throw new Error(`${backbone.id} asked for ${name}, which it does not list`)
      return path
    },
    architecture: (name) => architectures[name] ?? null,
  })
  // Looked at when the first clip asks; until then a failure is not an unhandled rejection.
  session.catch(() => undefined)
  return session
}

const ofNothing: Omit<Asked, 'role'> = { part: null, text: null, picture: null }

async function frameOutcomes(
  { path, parts }: ScoreTask,
  backboneOf: (role: string) => Backbone,
  open: (role: string) => Promise<Session>,
): Promise<FeatureOutcome[]> {
  const outcomes: FeatureOutcome[] = []
  const showings: Showing[] = []
  // Networks load side by side; what became of each is asked below.
  await Promise.allSettled(parts.flatMap(({ roles }) => roles).map(async (role) => open(role)))
  for (const { sha256, video, frames: source, roles } of parts) {
    for (const role of roles) {
      try {
        const { frames } = backboneOf(role)
        showings.push({ role, frames, session: await open(role), clip: { sha256, video }, source })
      } catch (thrown) {
        outcomes.push({ ...ofNothing, role, part: sha256, problem: problemOf(thrown) })
      }
    }
  }
  if (showings.length === 0) return outcomes
  for (const [i, outcome] of (await extractFeatures(path, showings)).entries()) {
    const { role, clip } = showings[i]!
    const asked = { ...ofNothing, role, part: clip.sha256 }
    outcomes.push('problem' in outcome ? { ...asked, ...outcome } : encodedOutcome(asked, outcome.value))
  }
  return outcomes
}

/** Texts and pictures that this process has embedded, by role and what it was: the samples of a prompt share theirs. */
type Embedded = Map<string, Float32Array>

// samples of a prompt follow each other: the latest ones serve them, and memory does not grow with the prompts
const mostEmbedded = 64

async function embeddedOnce(
  known: Embedded,
  key: string,
  embed: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const embedding = known.get(key) ?? (await embed())
  known.set(key, embedding)
  if (known.size > mostEmbedded) known.delete(known.keys().next().value!)
  return embedding
}

async function textOutcomes(
  { texts }: ScoreTask,
  open: (role: string) => Promise<Session>,
  known: Embedded,
): Promise<FeatureOutcome[]> {
  const outcomes: FeatureOutcome[] = []
  for (const { role, text } of texts) {
    const asked = { ...ofNothing, role, text }
    try {
      const session = await open(role)
      const { embedText } = session
      if (embedText === undefined) throw new Error(`The backbone of ${role} embeds no texts`)
      const embedding = await embeddedOnce(known, `${role} text ${text}`, () => embedText.call(session, text))
      outcomes.push(encodedOutcome(asked, embedding))
    } catch (thrown) {
      outcomes.push({ ...asked, problem: problemOf(thrown) })
    }
  }
  return outcomes
}

async function pictureOutcomes(
  { pictures }: ScoreTask,
  open: (role: string) => Promise<Session>,
  known: Embedded,
): Promise<FeatureOutcome[]> {
  const outcomes: FeatureOutcome[] = []
  for (const { role, picture } of pictures) {
    const asked = { ...ofNothing, role, picture }
    try {
      const session = await open(role)
      const { embedImage } = session
      if (embedImage === undefined) throw new Error(`The backbone of ${role} embeds no pictures`)
      const embedding = await embeddedOnce(known, `${role} picture ${picture}`, async () =>
        embedImage.call(session, await readPicture(picture)),
      )
      outcomes.push(encodedOutcome(asked, embedding))
    } catch (thrown) {
      outcomes.push({ ...asked, problem: problemOf(thrown) })
    }
  }
  return outcomes
}

function encodedOutcome(asked: Asked, value: unknown): FeatureOutcome {
  try {
    return { ...asked, encoded: encodeFeature(value as FeatureValue) }
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    const expected = 'finite numbers and typed arrays'
    return { ...asked, problem: problem('FEATURE_INVALID', { role: asked.role, found, expected }) }
  }
}
