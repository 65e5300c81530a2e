import type { ClipView, ItemView } from '../../api.ts'
import type { ClipSource } from './clip-track.ts'
import { Player } from './player.ts'

/** The clips of an item, the first one first. */
export function clipsOf(item: ItemView): ClipSource[] {
  return (item.kind === 'rating' ? [item.clip] : [item.first, item.second]).map(sourceOf)
}

const sourceOf = (clip: ClipView): ClipSource => ({
  url: clip.url,
  width: clip.widthPixels,
  height: clip.heightPixels,
  fps: clip.framesPerSecond,
  frameCount: clip.frameCount,
})

/** The players of the item on show and of the next one, which loads meanwhile. */
export class Players {
  readonly #open = new Map<string, Player>()
  readonly #home: HTMLElement

  constructor(home: HTMLElement) {
    this.#home = home
  }

  of(item: ItemView): Player {
    const player = this.#open.get(item.id) ?? new Player(clipsOf(item), this.#home)
    this.#open.set(item.id, player)
    return player
  }

  /** Ends the players of all other items. */
  keep(items: readonly ItemView[]): void {
    const ids = new Set(items.map(({ id }) => id))
    for (const [id, player] of this.#open) {
      if (ids.has(id)) continue
      player.close()
      this.#open.delete(id)
    }
  }
}
