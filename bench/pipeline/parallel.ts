/**
 * Runs the action on every item, at most `lanes` at a time, in order of start. Stops beginning new ones after an abort
 * or after one throws; then the first error is thrown once all in flight have ended.
 */
export async function inParallel<T>(
  items: readonly T[],
  lanes: number,
  action: (item: T, lane: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = items.values()
  const failure: { thrown?: unknown } = {}
  const runLane = async (lane: number) => {
    for (const item of queue) {
      if (signal?.aborted || 'thrown' in failure) return
      try {
        await action(item, lane)
      } catch (thrown) {
        if (!('thrown' in failure)) failure.thrown = thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, (_, lane) => runLane(lane)))
  if ('thrown' in failure) throw failure.thrown
}
