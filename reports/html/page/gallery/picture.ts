import type { PageClip } from '../data.ts'
import { h } from '../element.ts'

/** A clip that has a file. */
export type ShownClip = PageClip & { readonly link: string }
export const isShown = (clip: PageClip): clip is ShownClip => clip.link !== null

/**
 * A clip's moving picture: a muted video in a loop, or an image for GIF, which browsers play there only. `missing` is
 * called when the browser can't show the file: it is gone, out of reach over HTTP, or of a format that the browser
 * does not know.
 */
export function picture(
  { link, file }: ShownClip,
  attributes: Parameters<typeof h>[1],
  missing: () => void,
): HTMLVideoElement | HTMLImageElement {
  // Taking the source away, to free memory, is no error.
  const onerror = (event: Event) => (event.target as Element).hasAttribute('src') && missing()
  if (/\.gif$/i.test(file)) return h('img', { src: link, alt: '', onerror })
  const video = h('video', { ...attributes, src: link, playsinline: true, onerror })
  // The attributes alone do not mute a video that a script makes.
  video.muted = true
  video.loop = true
  return video
}

/** Frees the decoder and the memory behind a picture. */
export function release(shown: HTMLVideoElement | HTMLImageElement) {
  shown.removeAttribute('src')
  if (shown instanceof HTMLVideoElement) shown.load()
}
