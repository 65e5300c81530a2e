import { createHmac } from 'node:crypto'

// Enough that guessing one is out of the question: 128 bits.
const idBytes = 16

/**
 * The id that a rater's browser sees for an item: HMAC-SHA-256 keyed by the study's secret, 22 characters. Two raters
 * see different ids of one thing, so that ids tell nothing when they are laid side by side.
 */
export function opaqueId(secret: Uint8Array, raterId: string, itemId: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([raterId, itemId]))
    .digest()
    .subarray(0, idBytes)
    .toString('base64url')
}
