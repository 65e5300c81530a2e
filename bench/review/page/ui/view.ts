import { Store } from '../store.ts'

/** How two clips are seen. */
export interface View {
  /** One over the other, one of them visible. */
  readonly onePlace: boolean
  /** Which one, 0 or 1. */
  readonly shown: number
}

/** The rater's choice, which lasts from item to item. */
export class ViewChoice {
  readonly state = new Store<View>({ onePlace: false, shown: 0 })

  toggle(): void {
    this.state.update({ onePlace: !this.state.value.onePlace })
  }

  /** The other clip in the same place. Side by side, it only puts them into one place. */
  swap(): void {
    const { onePlace, shown } = this.state.value
    this.state.set({ onePlace: true, shown: onePlace ? 1 - shown : shown })
  }
}
