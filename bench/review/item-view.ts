import type { Item, ItemClip } from '../records/vote.ts'
import type { ClipView, ItemView } from './api.ts'
import { mediaPath } from './paths.ts'
import type { RaterDesk, StudyState } from './study-state.ts'

/** Which of an item's clips: part of a media address. */
export const sides = ['first', 'second', 'clip'] as const
export type Side = (typeof sides)[number]

/** An item as its rater may see it: no model, no planned mark, no id or name of a file. */
export function itemView(state: StudyState, desk: RaterDesk, item: Item): ItemView {
  const id = state.publicId(desk, item)
  const practice = item.mark.kind === 'practice'
  const alike = desk.items.filter(({ mark }) => (mark.kind === 'practice') === practice)
  const base = {
    id,
    practice,
    number: alike.indexOf(item) + 1,
    prompt: state.prompts.get(item.promptId) ?? '',
    minimumWatchSeconds: minimumWatchSeconds(state, item),
  }
  const view = (side: Side) => clipView(state, id, side, clipAt(item, side)!)
  const { form } = state.study
  const aspects = form.kind === 'dimensions' ? [] : form.aspects
  switch (item.kind) {
    case 'rating':
      return { kind: 'rating', ...base, aspects, clip: view('clip') }
    case 'dimensions':
      return {
        kind: 'dimensions',
        ...base,
        dimensions: item.dimensions,
        first: view('first'),
        second: view('second'),
      }
    case 'pairwise':
      return { kind: 'pairwise', ...base, aspects, first: view('first'), second: view('second') }
  }
}

/** The clip at a place of the item; undefined where the item has no such place. */
export function clipAt(item: Item, side: Side): ItemClip | undefined {
  if (item.kind === 'rating') return side === 'clip' ? item.clip : undefined
  return side === 'clip' ? undefined : item[side]
}

/** The item's clips. */
export const clipsOf = (item: Item): ItemClip[] => sides.flatMap((side) => clipAt(item, side) ?? [])

/** What the study asks for, but no longer than the item's longest clip lasts. */
export function minimumWatchSeconds(state: StudyState, item: Item): number {
  const longest = Math.max(...clipsOf(item).map((clip) => state.clipOf(clip).video.durationSeconds))
  return Math.min(state.study.minimumWatchSeconds ?? 0, longest)
}

function clipView(state: StudyState, id: string, side: Side, clip: ItemClip): ClipView {
  const { video } = state.clipOf(clip)
  return {
    url: `${mediaPath}${id}/${side}`,
    widthPixels: video.width,
    heightPixels: video.height,
    frameCount: video.frameCount,
    framesPerSecond: video.fps,
    durationSeconds: video.durationSeconds,
  }
}
