import type { BackboneSession, ClipView, FeatureStream, RoleId } from '../../evaluators/contract.ts'
import { BenchError, problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import type { FrameSelection } from '../video/contract.ts'
import { decodeFrames } from '../video/decode.ts'
import { selectedFrames } from '../video/frames.ts'

export interface FrameConsumer {
  readonly role: string
  readonly frames: FrameSelection
  readonly session: BackboneSession<RoleId>
}

export type Extracted = { readonly value: unknown } | { readonly problem: Problem }

/**
 * Decodes a clip once and feeds every consumer the frames of its selection. One that throws loses its own feature;
 * the others go on. A video that ends before a selected frame costs the consumers that wanted it.
 *
 * @returns what became of each consumer, by role
 */
export async function extractFeatures(
  path: string,
  clip: ClipView,
  consumers: readonly FrameConsumer[],
): Promise<ReadonlyMap<string, Extracted>> {
  const feeds = consumers.map((consumer) => openFeed(consumer, clip))
  try {
    await feedFrames(path, feeds)
  } catch (thrown) {
    for (const feed of feeds) feed.problem ??= problemOf(thrown)
  }
  const outcomes = new Map<string, Extracted>()
  for (const feed of feeds) outcomes.set(feed.role, await finish(feed, path))
  return outcomes
}

interface Feed {
  readonly role: string
  readonly stream: FeatureStream<RoleId> | null
  /** Frame index → how often it is wanted: short clips repeat their last frame in a `middle` selection. */
  readonly wanted: Map<number, number>
  readonly lastWanted: number
  problem?: Problem
}

function openFeed({ role, frames, session }: FrameConsumer, clip: ClipView): Feed {
  const wanted = new Map<number, number>()
  let lastWanted = -1
  for (const index of selectedFrames(frames, clip.video)) {
    wanted.set(index, (wanted.get(index) ?? 0) + 1)
    lastWanted = Math.max(lastWanted, index)
  }
  try {
    return { role, stream: session.begin(clip), wanted, lastWanted }
  } catch (thrown) {
    return { role, stream: null, wanted, lastWanted, problem: problemOf(thrown) }
  }
}

async function feedFrames(path: string, feeds: readonly Feed[]): Promise<void> {
  const active = () => feeds.filter((feed) => feed.problem === undefined)
  const end = Math.max(-1, ...active().map(({ lastWanted }) => lastWanted))
  if (end < 0) return
  for await (const frame of decodeFrames(path)) {
    for (const feed of active()) {
      const times = feed.wanted.get(frame.index) ?? 0
      feed.wanted.delete(frame.index)
      try {
        // One after the other: the frame's bytes may be reused for the next one.
        for (let time = 0; time < times; time++) await feed.stream?.push(frame)
      } catch (thrown) {
        feed.problem = problemOf(thrown)
      }
    }
    if (frame.index >= end || active().length === 0) return
  }
}

async function finish(feed: Feed, path: string): Promise<Extracted> {
  if (feed.problem !== undefined) return { problem: feed.problem }
  if (feed.wanted.size > 0) {
    const missing = Math.min(...feed.wanted.keys())
    const found = `${feed.lastWanted + 1} frames announced, but frame ${missing} can't be decoded`
    return { problem: new BenchError('VIDEO_UNREADABLE', { path, found }).problem }
  }
  try {
    return { value: await feed.stream?.finish() }
  } catch (thrown) {
    return { problem: problemOf(thrown) }
  }
}
