import type { ItemView, Progress } from '../../api.ts'
import type { Translate } from './language.tsx'

/** Where the rater is: "Practice 1 of 2", "7 of 20". */
export function placeText(t: Translate, item: ItemView | undefined, progress: Progress): string {
  const { answered, total, practiceLeft, setAside } = progress
  if (item === undefined) return t('progress.item', { number: answered, count: total })
  if (item.practice) {
    return t('progress.practice', { number: item.number, count: item.number - 1 + practiceLeft })
  }
  return t('progress.item', { number: Math.min(total, answered + setAside + 1), count: total })
}
