import type { FloatTensor } from '../../../tensor/tensor.ts'
import { tagNames } from './tag-names.ts'

/** Tags that upstream never shows: quarter, two, three, four, five, one (tag2text.py, delete_tag_index). */
const hidden = new Set([127, 3351, 3265, 3338, 3355, 3359])

/** Tags whose probability is above the threshold, as the tag encoder reads them. @param logits [1, K] */
export function tagText({ data }: FloatTensor, threshold: number): string {
  const bound = Math.fround(threshold)
  const isSeen = (logit: number, tag: number) =>
    Math.fround(1 / (1 + Math.exp(-logit))) > bound && !hidden.has(tag)
  return tagNames.filter((_, tag) => isSeen(data[tag]!, tag)).join(' | ')
}
