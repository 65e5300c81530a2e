import { useEffect, useReducer } from 'preact/hooks'
import type { Store } from '../store.ts'

/** The part of a store that `select` takes; the component is drawn again when that part changes. */
export function useStore<T, S>(store: Store<T>, select: (value: T) => S): S {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const now = select(store.value)
  useEffect(() => {
    let seen = now
    const look = () => {
      const next = select(store.value)
      if (Object.is(next, seen)) return
      seen = next
      redraw(undefined)
    }
    look()
    return store.follow(look)
  }, [store])
  return now
}
