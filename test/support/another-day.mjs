// Moves the clock of a process and of its children: NODE_OPTIONS=--import=<this file> CLOCK_AHEAD_HOURS=30.
const aheadMilliseconds = Number(process.env.CLOCK_AHEAD_HOURS ?? 0) * 3_600_000
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + aheadMilliseconds] : given))
  }

  static now() {
    return RealDate.now() + aheadMilliseconds
  }
}
