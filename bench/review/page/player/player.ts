import { Store } from '../store.ts'
import { type ClipSource, ClipTrack, type ClipTrouble, keptPictures } from './clip-track.ts'
import {
  endSeconds,
  frameAt,
  latestTogether,
  meetingRates,
  steppedTime,
  type Timing,
  together,
} from './pairing.ts'
import { WatchTime } from './watch-time.ts'

// 0.25–2×: the speeds that a study of motion needs, and that browsers play without sound.
export const speeds = [0.25, 0.5, 0.75, 1, 1.5, 2] as const

export interface PlayerState {
  /** Every clip has its first picture. */
  readonly ready: boolean
  readonly playing: boolean
  readonly loop: boolean
  readonly speed: number
  /** Where the pictures on the screen are, seconds from the start. */
  readonly timeSeconds: number
  /** The frame of each clip on the screen; −1 before the first. */
  readonly frames: readonly number[]
  /** What is wrong with each clip, null when nothing. */
  readonly trouble: readonly (ClipTrouble | null)[]
}

// A clip that is farther ahead than half of the kept pictures waits: both still hold a common one.
const longestLeadPictures = keptPictures / 2
// Within this, waiting is over.
const shortLeadSeconds = 0.02
/** A seek that has brought no picture by then is taken to have led to the one that stands. */
const seekPatienceMilliseconds = 400

/**
 * One or two clips under one clock. Whatever the video elements do, a picture reaches the screen only together with the
 * other clip's picture of the same time (see pairing.ts), both in one task, so the browser can't show one without the
 * other. Steering (speeds, waiting) only serves to make such moments frequent.
 */
export class Player {
  readonly state: Store<PlayerState>
  readonly watched = new WatchTime()
  readonly durationSeconds: number
  readonly #tracks: readonly ClipTrack[]
  #screens: readonly HTMLCanvasElement[] = []
  /** Where a still picture is wanted; null while playing. */
  #target: number | null = 0
  /** Under way until the wanted pictures are on the screen. */
  #settling: Promise<void> | null = null
  #restarting = false
  #ticking = 0
  #closed = false

  constructor(sources: readonly ClipSource[], home: HTMLElement) {
    this.durationSeconds = Math.max(...sources.map(endSeconds))
    this.state = new Store<PlayerState>({
      ready: false,
      playing: false,
      loop: true,
      speed: 1,
      timeSeconds: 0,
      frames: sources.map(() => -1),
      trouble: sources.map(() => null),
    })
    this.#tracks = sources.map(
      (source, index) =>
        new ClipTrack(
          source,
          () => this.#compose(),
          (trouble) => this.#note(index, trouble),
        ),
    )
    home.append(...this.#tracks.map(({ video }) => video))
  }

  /** Where the pictures are to be seen from now on, one canvas for each clip. */
  show(screens: readonly HTMLCanvasElement[]): void {
    this.#screens = screens
    this.state.update({ frames: this.#tracks.map(() => -1) })
    this.#compose()
  }

  /** The frames that steps and the timeline count in: the fastest clip's, as long as the longest lasts. */
  get finest(): Timing {
    const fps = Math.max(...this.#tracks.map((track) => track.fps))
    return { fps, frameCount: Math.ceil(this.durationSeconds * fps - 0.01) }
  }

  /** What the browser says of the clips that it can't show. */
  troubleDetail(): string {
    const said = this.#tracks.map(({ video: { error } }) =>
      error === null ? '' : `${error.code} ${error.message}`,
    )
    return said
      .filter((each) => each !== '')
      .join('; ')
      .slice(0, 500)
  }

  async play(): Promise<void> {
    if (!this.state.value.ready || this.#closed) return
    this.state.update({ playing: true })
    if (this.#tracks.every(({ video }) => video.ended) || this.#atEnd()) {
      await this.restart()
      return
    }
    this.#target = null
    await this.#run()
  }

  pause(): void {
    this.state.update({ playing: false })
    this.watched.stop()
    cancelAnimationFrame(this.#ticking)
    for (const { video } of this.#tracks) video.pause()
    // The clips may have gone on past the picture that is seen: both come back to it.
    void this.#still(this.#middleOfShown())
  }

  toggle(): void {
    if (this.state.value.playing) this.pause()
    else void this.play()
  }

  step(by: number): void {
    if (this.state.value.playing) this.pause()
    void this.#still(steppedTime(this.#tracks, this.#target ?? this.#middleOfShown(), by))
  }

  /** Shows the pictures of a time; goes on playing when it was playing. */
  async moveTo(timeSeconds: number): Promise<void> {
    const { playing } = this.state.value
    this.watched.stop()
    cancelAnimationFrame(this.#ticking)
    for (const { video } of this.#tracks) video.pause()
    await this.#still(steppedTime(this.#tracks, timeSeconds, 0))
    if (playing && this.state.value.playing) {
      this.#target = null
      await this.#run()
    }
  }

  restart(): Promise<void> {
    return this.moveTo(0)
  }

  setSpeed(speed: number): void {
    this.state.update({ speed })
    for (const { video } of this.#tracks) video.playbackRate = speed
  }

  /** The next slower (−1) or faster (+1) of the speeds. */
  changeSpeed(by: -1 | 1): void {
    const place = speeds.indexOf(this.state.value.speed as (typeof speeds)[number]) + by
    this.setSpeed(speeds[Math.max(0, Math.min(speeds.length - 1, place))]!)
  }

  setLoop(loop: boolean): void {
    this.state.update({ loop })
  }

  close(): void {
    this.#closed = true
    cancelAnimationFrame(this.#ticking)
    for (const track of this.#tracks) track.close()
  }

  async #run(): Promise<void> {
    const { speed } = this.state.value
    for (const { video } of this.#tracks) video.playbackRate = speed
    cancelAnimationFrame(this.#ticking)
    this.#ticking = requestAnimationFrame(() => this.#tick())
    try {
      // A clip whose data is slow to come resolves late: steering must not wait for it.
      await Promise.all(this.#tracks.filter((track) => !track.ended).map(({ video }) => video.play()))
    } catch {
      // The browser wants a gesture first. A pause that came in between has a target already.
      if (this.#target === null && this.#tracks.every(({ video }) => video.paused)) this.pause()
    }
  }

  #tick(): void {
    if (this.#closed || !this.state.value.playing || this.#target !== null) return
    for (const track of this.#tracks) track.catchLast()
    if (this.#tracks.every(({ ended }) => ended)) {
      this.#compose()
      if (this.state.value.loop) void this.#again()
      else this.pause()
      return
    }
    this.#steer()
    if (this.#tracks.every(({ ready }) => ready)) this.watched.tick(performance.now() / 1000)
    else this.watched.stop()
    this.#ticking = requestAnimationFrame(() => this.#tick())
  }

  async #again(): Promise<void> {
    if (this.#restarting) return
    this.#restarting = true
    await this.restart()
    this.#restarting = false
  }

  /** Slows the clip that is ahead, and lets it wait when it is far ahead. */
  #steer(): void {
    const { speed } = this.state.value
    const positions = this.#tracks.map(({ ended, video }) => (ended ? null : video.currentTime))
    const rates = meetingRates(positions, speed)
    const last = Math.min(...positions.filter((position) => position !== null))
    const longestLead = (longestLeadPictures / this.finest.fps) * Math.max(1, speed)
    for (const [index, { video }] of this.#tracks.entries()) {
      const position = positions[index]
      if (position == null) continue
      const lead = position - last
      if (lead > longestLead && !video.paused) video.pause()
      else if (video.paused && lead <= shortLeadSeconds) void video.play().catch(() => undefined)
      if (video.playbackRate !== rates[index]) video.playbackRate = rates[index]!
    }
  }

  /** Seeks until the wanted pictures are on the screen; wishes that come meanwhile replace the one in progress. */
  #still(timeSeconds: number): Promise<void> {
    this.#target = timeSeconds
    this.#settling ??= this.#settle()
    return this.#settling
  }

  async #settle(): Promise<void> {
    for (let reached = Number.NaN; this.#target !== reached && this.#target !== null && !this.#closed; ) {
      reached = this.#target
      const frames = this.#tracks.map((track) => frameAt(track, reached))
      await Promise.all(this.#tracks.map((track, index) => track.seek(frames[index]!)))
      await this.#shown(reached)
    }
    this.#settling = null
  }

  /** Resolves when the pictures of a time are on the screen. */
  async #shown(timeSeconds: number): Promise<void> {
    const end = performance.now() + seekPatienceMilliseconds
    while (this.#target === timeSeconds && together(this.#tracks, timeSeconds) === null && !this.#closed) {
      if (performance.now() > end) {
        for (const track of this.#tracks) track.capture()
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    this.#compose()
  }

  /** Draws the latest pictures that belong together, if they are not on the screen already. */
  #compose(): void {
    const { ready, trouble } = this.state.value
    if (!ready && this.#tracks.every((track) => track.ready)) this.state.update({ ready: true })
    if (this.#screens.length === 0 || trouble.some((each) => each !== null)) return
    const moment = this.#moment()
    if (moment === null) return
    const { frames } = this.state.value
    if (moment.frames.every((frame, index) => frame === frames[index])) return
    for (const [index, track] of this.#tracks.entries()) {
      track.draw(moment.frames[index]!, this.#screens[index]!)
    }
    this.state.update({ frames: moment.frames, timeSeconds: moment.timeSeconds })
  }

  #moment() {
    if (this.#target === null) return latestTogether(this.#tracks)
    const frames = together(this.#tracks, this.#target)
    return frames === null ? null : { frames, timeSeconds: this.#target }
  }

  #middleOfShown(): number {
    return steppedTime(this.#tracks, this.state.value.timeSeconds, 0)
  }

  #atEnd(): boolean {
    return (
      this.#middleOfShown() + 0.75 / Math.max(...this.#tracks.map(({ fps }) => fps)) > this.durationSeconds
    )
  }

  #note(index: number, found: ClipTrouble | null): void {
    const trouble = this.state.value.trouble.map((each, place) => (place === index ? found : each))
    this.state.update({ trouble })
    if (found !== null && this.state.value.playing) this.pause()
    this.#compose()
  }
}
