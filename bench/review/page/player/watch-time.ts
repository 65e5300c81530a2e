/** Of a longer gap between two ticks (a machine asleep, or too busy) no more counts, seconds. */
const longestGapSeconds = 0.5

/** How long clips were seen moving, from ticks that come while they do. */
export class WatchTime {
  seconds = 0
  #last: number | null = null

  /** @param nowSeconds any steady clock */
  tick(nowSeconds: number): void {
    const gap = this.#last === null ? 0 : nowSeconds - this.#last
    this.seconds += Math.max(0, Math.min(gap, longestGapSeconds))
    this.#last = nowSeconds
  }

  /** Play stopped or stalled: the time until it goes on does not count. */
  stop(): void {
    this.#last = null
  }
}
