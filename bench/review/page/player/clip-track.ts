import { frameAt, type Timing, type Track } from './pairing.ts'

/** A clip as the page knows it: nothing tells where it came from. */
export interface ClipSource extends Timing {
  readonly url: string
  readonly width: number
  readonly height: number
}

/** Why a clip can't be shown. */
export type ClipTrouble = 'unplayable' | 'gone' | 'offline'

/** A picture that was presented, and which frame it is. */
interface Picture {
  index: number
  readonly canvas: HTMLCanvasElement
}

/** Pictures that are kept of a clip: how far one clip can be ahead of the other without either losing a picture. */
export const keptPictures = 6
// HTMLMediaElement.HAVE_CURRENT_DATA
const hasPicture = 2
const retryMilliseconds = 3000
const seekMilliseconds = 2000

/**
 * A video element that is never seen itself: each picture that it presents is copied, with its index, to one of a few
 * canvases, from where the player draws it once the other clip's picture of the same time is there too.
 */
export class ClipTrack implements Track {
  readonly source: ClipSource
  readonly video = document.createElement('video')
  #kept: Picture[] = []
  /** After a seek: the frame it leads to. Pictures from before, which may still arrive, are not taken. */
  #awaited: number | null = null
  #closed = false
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #onPicture: () => void
  readonly #onTrouble: (trouble: ClipTrouble | null) => void

  constructor(source: ClipSource, onPicture: () => void, onTrouble: (trouble: ClipTrouble | null) => void) {
    this.source = source
    this.#onPicture = onPicture
    this.#onTrouble = onTrouble
    const { video } = this
    video.muted = true
    video.playsInline = true
    video.preload = 'auto'
    video.disableRemotePlayback = true
    video.tabIndex = -1
    video.addEventListener('error', () => void this.#examine())
    video.addEventListener('loadeddata', () => {
      onTrouble(null)
      this.capture()
    })
    this.#watch()
    this.load()
  }

  get fps(): number {
    return this.source.fps
  }

  get frameCount(): number {
    return this.source.frameCount
  }

  get available(): readonly number[] {
    return this.#kept.map(({ index }) => index)
  }

  get ended(): boolean {
    return this.video.ended && this.#kept.length > 0
  }

  get ready(): boolean {
    return this.video.readyState >= hasPicture
  }

  load(): void {
    this.video.src = this.source.url
    this.video.load()
  }

  /** Copies a kept picture to where it is seen. */
  draw(index: number, target: HTMLCanvasElement): void {
    const found = this.#kept.find((each) => each.index === index)
    if (found !== undefined) copy(found.canvas, found.canvas.width, found.canvas.height, target)
  }

  /** Goes to the middle of a frame; resolves when the video is there, its picture may come a little later. */
  seek(index: number): Promise<void> {
    const latest = this.#kept.at(-1)
    this.#kept = latest?.index === index ? [latest] : []
    this.#awaited = index
    return new Promise((resolve) => {
      // A clip that breaks, or whose data is slow to come, must not hold up the other: its picture is drawn when it comes.
      setTimeout(resolve, seekMilliseconds)
      this.video.addEventListener('seeked', () => resolve(), { once: true })
      this.video.currentTime = (index + 0.5) / this.source.fps
    })
  }

  /** Keeps the picture that the video shows now, labelled by its position: only right while it stands still. */
  capture(): void {
    if (this.ready && !this.video.seeking) this.#keep(frameAt(this, this.video.currentTime), this.video)
  }

  /** At the end a busy browser may have shown the last picture without a word: it still stands there. */
  catchLast(): void {
    if (this.video.ended && !this.available.includes(this.frameCount - 1))
      this.#present(this.video.currentTime)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.video.pause()
    this.video.removeAttribute('src')
    this.video.load()
    this.video.remove()
    this.#kept = []
  }

  #watch(): void {
    if (this.#closed) return
    if ('requestVideoFrameCallback' in this.video) {
      this.video.requestVideoFrameCallback((_, { mediaTime }) => {
        this.#present(mediaTime)
        this.#watch()
      })
      return
    }
    requestAnimationFrame(() => {
      this.capture()
      this.#watch()
    })
  }

  /** Keeps the picture that was just presented; its time is its start, give or take the container's rounding. */
  #present(mediaTimeSeconds: number): void {
    const frame = frameOf(this.video)
    const startSeconds = frame === null ? mediaTimeSeconds : frame.timestamp / 1e6
    this.#keep(frameAt(this, startSeconds + 0.5 / this.source.fps), frame ?? this.video)
    frame?.close()
  }

  #keep(index: number, shown: HTMLVideoElement | VideoFrame): void {
    const { videoWidth, videoHeight } = this.video
    if (this.#closed || videoWidth === 0) return
    if (this.#awaited !== null && (index < this.#awaited || index > this.#awaited + keptPictures)) return
    this.#awaited = null
    const old = this.#kept.findIndex((each) => each.index === index)
    const picture = old >= 0 ? this.#kept.splice(old, 1)[0]! : this.#vacant()
    picture.index = index
    copy(shown, videoWidth, videoHeight, picture.canvas)
    this.#kept.push(picture)
    this.#onPicture()
  }

  #vacant(): Picture {
    if (this.#kept.length >= keptPictures) return this.#kept.shift()!
    return { index: -1, canvas: document.createElement('canvas') }
  }

  /** The browser does not say whether the network, the file or the format is at fault: the first byte tells. */
  async #examine(): Promise<void> {
    if (this.#closed) return
    const trouble = await troubleOf(this.source.url)
    if (this.#closed) return
    this.#onTrouble(trouble)
    if (trouble === 'offline') this.#retry = setTimeout(() => this.load(), retryMilliseconds)
  }
}

/**
 * The picture on show together with its own time: between a callback and a copy the video may go on by one picture.
 * Null where the browser has no such thing, or keeps it from pages opened from files.
 */
function frameOf(video: HTMLVideoElement): VideoFrame | null {
  if (!('VideoFrame' in globalThis)) return null
  try {
    return new VideoFrame(video)
  } catch {
    return null
  }
}

function copy(from: CanvasImageSource, width: number, height: number, to: HTMLCanvasElement): void {
  // Setting a size clears a canvas, even to the same size.
  if (to.width !== width) to.width = width
  if (to.height !== height) to.height = height
  to.getContext('2d')!.drawImage(from, 0, 0, width, height)
}

async function troubleOf(url: string): Promise<ClipTrouble> {
  if (location.protocol === 'file:') return 'unplayable'
  try {
    const { ok, status } = await fetch(url, { headers: { range: 'bytes=0-0' } })
    if (ok) return 'unplayable'
    return status === 404 || status === 410 ? 'gone' : 'offline'
  } catch {
    return 'offline'
  }
}
