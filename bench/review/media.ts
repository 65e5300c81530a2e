import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'
import { byteRange } from './byte-range.ts'
import { clipAt, sides } from './item-view.ts'
import type { Review } from './review.ts'
import type { RaterDesk } from './study-state.ts'

// Small, since 200 raters load two clips each at once.
const chunkBytes = 64 * 1024

export interface MediaAddress {
  readonly item: string
  readonly side: string
}

/** The rater whose address this is; null for one that was never given out. */
export const mediaOwner = ({ state }: Review, { item }: MediaAddress): RaterDesk | null =>
  state.findPublic(item)?.desk ?? null

/**
 * Sends a clip, or the asked part of it. All answers have the same type and headers, and nothing in them depends on the
 * clip but its length: no name, no date, no tag of its content.
 */
export async function sendMedia(
  { state, clips }: Review,
  address: MediaAddress,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = state.findPublic(address.item)
  const side = sides.find((name) => name === address.side)
  const member = found && side && clipAt(found.item, side)
  if (found === undefined || member === undefined) throw new ApiError('not-found')
  const { kind } = found.desk.rater.state
  if (kind === 'excluded' || kind === 'revoked') throw new ApiError(kind === 'revoked' ? 'revoked' : 'ended')
  const clip = state.clipOf(member)
  const file = await clips.open(clip)
  if (file === null) throw new ApiError('clip-missing')
  // Without a tag or date of the file no If-Range can match, so that the whole is sent (RFC 9110, section 13.1.5).
  const range =
    request.headers['if-range'] === undefined ? byteRange(request.headers.range, clip.bytes) : null
  reply.headers({
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=86400, immutable',
  })
  if (range === 'unsatisfiable') {
    await file.close()
    return reply.code(416).header('content-range', `bytes */${clip.bytes}`).send()
  }
  const { start, end } = range ?? { start: 0, end: clip.bytes - 1 }
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${clip.bytes}`)
  reply.header('content-length', end - start + 1)
  if (request.method === 'HEAD') {
    await file.close()
    return reply.send()
  }
  return reply.send(file.createReadStream({ start, end, highWaterMark: chunkBytes }))
}
