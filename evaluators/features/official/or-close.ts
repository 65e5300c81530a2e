/** What the next step of an opening gives; when it fails, what is open already is closed. */
export async function orClose<T>(opened: { close(): void | Promise<void> }, next: Promise<T>): Promise<T> {
  try {
    return await next
  } catch (thrown) {
    await opened.close()
    throw thrown
  }
}
