/** White space that Python's str.strip removes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these separators as white space
const edges = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g

/**
 * The prompt as Open-Sora's video model was trained on: ended by a period, with frame rate and motion score appended.
 * A prompt that already ends with a frame rate keeps it.
 *
 * Source: Open-Sora, utils/inference.py, add_fps_info_to_text and add_motion_score_to_text.
 */
export function videoPrompt(
  text: string,
  framesPerSecond: number,
  motionScore: number | string | null,
): string {
  const timed = withFrameRate(text, framesPerSecond)
  return motionScore === null ? timed : withMotionScore(timed, motionScore)
}

export function withFrameRate(text: string, framesPerSecond: number): string {
  const sentence = endedByPeriod(text)
  return /\p{Nd}+ FPS\.$/u.test(sentence) ? sentence : `${sentence} ${framesPerSecond} FPS.`
}

export const withMotionScore = (text: string, motionScore: number | string): string =>
  `${text} ${motionScore} motion score.`

function endedByPeriod(text: string): string {
  const trimmed = text.replace(edges, '')
  return trimmed.endsWith('.') ? trimmed : `${trimmed}.`
}
