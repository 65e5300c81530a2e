import { AV_LOG_QUIET, AVERROR_EOF } from 'node-av/constants'
import { FFmpegError, Log, PosixError } from 'node-av/lib'

// FFmpeg prints to stderr on its own; what matters comes back as a code and is reported as a BenchError
Log.setLevel(AV_LOG_QUIET)

/** FFmpeg has nothing to give until it gets more, or is full until something is taken. */
const again = FFmpegError.AVERROR(PosixError.EAGAIN)

/** Whether a negative code only means "not now" or "no more". */
export const isPause = (code: number): boolean => code === again || code === AVERROR_EOF

export const isEnd = (code: number): boolean => code === AVERROR_EOF

/** FFmpeg's words for a negative code, without capital and full stop, to stand inside a sentence. */
export function reason(code: number): string {
  const text = FFmpegError.strerror(code)
  return text.charAt(0).toLowerCase() + text.slice(1)
}
