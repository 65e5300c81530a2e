import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

// 192 bits; the least that the design asks for is 128.
const tokenBytes = 24

/** A new secret for a link, 32 characters that need no escaping in an address. */
export const newToken = (): string => randomBytes(tokenBytes).toString('base64url')

/** What is kept of a token: lower-case hex SHA-256. Tokens are random, so that no slow hash is needed. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Whether two hashes are equal, in a time that does not depend on where they differ. */
export function equalHashes(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
