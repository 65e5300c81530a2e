import type { BackboneSession, ClipView, FeatureStream, RoleId } from '../../evaluators/contract.ts'
import { problemOf } from '../errors.ts'
import type { Problem } from '../records/problem.ts'
import type { FrameSelection, RgbFrame } from '../video/contract.ts'
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
 * the others go on. A damaged video costs them all: a feature of half a clip would pass for one of the whole.
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
  for (const feed of feeds) outcomes.set(feed.role, await finish(feed))
  return outcomes
}

interface Feed {
  readonly role: string
  readonly stream: FeatureStream<RoleId> | null
  /** Frame index → how often it is wanted: short clips repeat their last frame in a `middle` selection. */
  readonly wanted: ReadonlyMap<number, number>
  problem?: Problem
}

function openFeed({ role, frames, session }: FrameConsumer, clip: ClipView): Feed {
  const wanted = new Map<number, number>()
  for (const index of selectedFrames(frames, clip.video)) wanted.set(index, (wanted.get(index) ?? 0) + 1)
  try {
    return { role, stream: session.begin(clip), wanted }
  } catch (thrown) {
    return { role, stream: null, wanted, problem: problemOf(thrown) }
  }
}

/** Only frames that someone wants are converted; all are decoded, so that damage behind the last of them is found too. */
async function feedFrames(path: string, feeds: readonly Feed[]): Promise<void> {
  const frames = [...new Set(feeds.flatMap(({ wanted }) => [...wanted.keys()]))]
  for await (const frame of decodeFrames(path, { frames })) {
    for (const feed of feeds) if (feed.problem === undefined) await pushTo(feed, frame)
    if (feeds.every(({ problem }) => problem !== undefined)) return
  }
}

/** One push after the other: the frame's bytes are overwritten by the next frame. */
async function pushTo(feed: Feed, frame: RgbFrame): Promise<void> {
  const times = feed.wanted.get(frame.index) ?? 0
  try {
    for (let time = 0; time < times; time++) await feed.stream?.push(frame)
  } catch (thrown) {
    feed.problem = problemOf(thrown)
  }
}

async function finish({ problem, stream }: Feed): Promise<Extracted> {
  if (problem !== undefined) return { problem }
  try {
    return { value: await stream?.finish() }
  } catch (thrown) {
    return { problem: problemOf(thrown) }
  }
}
