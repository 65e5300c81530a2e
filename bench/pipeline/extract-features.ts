import type { BackboneSession, ClipView, FeatureStream, RoleId } from '../../evaluators/contract.ts'
import { problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import type { FrameSelection, RgbFrame } from '../video/contract.ts'
import { decodeFrames } from '../video/decode.ts'
import { selectedFrames } from '../video/frames.ts'
import type { FrameRun } from './segments.ts'

export interface FrameConsumer {
  readonly role: string
  readonly frames: FrameSelection
  readonly session: BackboneSession<RoleId>
}

/** What one consumer is shown: a clip, which is the whole file or some of its frames. */
export interface Showing extends FrameConsumer {
  readonly clip: ClipView
  /** Runs of the file's frames that make up the clip, in order; null for all. */
  readonly source: readonly FrameRun[] | null
}

export type Extracted = { readonly value: unknown } | { readonly problem: Problem }

/**
 * Decodes a file and feeds every consumer the frames of its selection, numbered from the start of its clip. One decode
 * serves all, except for clips that overlap and share a session, such as a last segment that is filled up with frames
 * of the one before: they wait for another one, and no frames are kept. A consumer that throws loses its own feature;
 * the others go on. A damaged video costs them all: a feature of half a clip would pass for one of the whole.
 *
 * @returns what became of each showing, at its place
 */
export async function extractFeatures(path: string, showings: readonly Showing[]): Promise<Extracted[]> {
  const feeds = showings.map(feedOf)
  try {
    for (const pass of passesOf(feeds)) await feedFrames(path, pass)
  } catch (thrown) {
    for (const feed of feeds) feed.outcome = { problem: problemIn(feed) ?? problemOf(thrown) }
  }
  return feeds.map(({ role, outcome }) => {
    if (outcome === null) throw new Error(`${role} was never shown the last of its frames`)
    return outcome
  })
}

interface Feed extends Showing {
  /** Frame of the file → its place in the clip, and how often it is wanted: a `middle` selection repeats the last one. */
  readonly wanted: ReadonlyMap<number, { readonly index: number; times: number }>
  readonly first: number
  readonly last: number
  stream: FeatureStream<RoleId> | null
  startSeconds: number
  /** Null until its last frame was shown. */
  outcome: Extracted | null
}

function feedOf(showing: Showing): Feed {
  const { frames, clip, source } = showing
  const wanted = new Map<number, { index: number; times: number }>()
  const places = source?.flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i))
  for (const index of selectedFrames(frames, clip.video)) {
    const frame = places === undefined ? index : (places[index] as number)
    const known = wanted.get(frame)
    if (known === undefined) wanted.set(frame, { index, times: 1 })
    else known.times++
  }
  const inOrder = [...wanted.keys()]
  const [first, last] = [inOrder[0] as number, inOrder.at(-1) as number]
  return { ...showing, wanted, first, last, stream: null, startSeconds: 0, outcome: null }
}

/** Feeds by decode: in each, those of one session follow each other, because a session has one stream at a time. */
function passesOf(feeds: readonly Feed[]): Feed[][] {
  const passes: { feeds: Feed[]; ends: Map<unknown, number> }[] = []
  for (const feed of feeds.toSorted((a, b) => a.first - b.first)) {
    const isFree = ({ ends }: { ends: Map<unknown, number> }) => (ends.get(feed.session) ?? -1) < feed.first
    let pass = passes.find(isFree)
    if (pass === undefined) {
      pass = { feeds: [], ends: new Map() }
      passes.push(pass)
    }
    pass.feeds.push(feed)
    pass.ends.set(feed.session, feed.last)
  }
  return passes.map(({ feeds }) => feeds)
}

/** Only frames that someone wants are converted; all are decoded, so that damage behind the last of them is found too. */
async function feedFrames(path: string, feeds: readonly Feed[]): Promise<void> {
  const frames = [...new Set(feeds.flatMap(({ wanted }) => [...wanted.keys()]))]
  for await (const frame of decodeFrames(path, { frames })) {
    for (const feed of feeds) if (feed.wanted.has(frame.index)) await show(feed, frame)
    if (feeds.every((feed) => problemIn(feed) !== undefined)) return
  }
}

/** One push after the other: the frame's bytes are overwritten by the next frame. */
async function show(feed: Feed, frame: RgbFrame): Promise<void> {
  if (feed.outcome !== null) return
  const { index, times } = feed.wanted.get(frame.index)!
  try {
    if (feed.stream === null) {
      feed.stream = feed.session.begin(feed.clip)
      feed.startSeconds = feed.source === null ? 0 : frame.timeSeconds
    }
    const shown = { ...frame, index, timeSeconds: frame.timeSeconds - feed.startSeconds }
    for (let time = 0; time < times; time++) await feed.stream.push(shown)
    if (frame.index === feed.last) {
      feed.outcome = { value: await feed.stream.finish() }
      feed.stream = null
    }
  } catch (thrown) {
    feed.outcome = { problem: problemOf(thrown) }
  }
}

const problemIn = ({ outcome }: Feed): Problem | undefined =>
  outcome !== null && 'problem' in outcome ? outcome.problem : undefined
