import { useLayoutEffect } from 'preact/hooks'
import { type KeyAct, keyAct } from '../keys.ts'
import type { Player } from '../player/player.ts'
import type { AnswerForm } from '../rater/answer-form.ts'
import { announce } from './announcer.tsx'
import { toggleFullscreen } from './fullscreen.ts'
import { keyPlace } from './key-place.ts'
import type { Translate } from './language.tsx'
import { useSingleKeys } from './shortcuts.tsx'
import type { ViewChoice } from './view.ts'

/** What keys of an item's screen act on. */
export interface KeyTargets {
  readonly player: Player
  readonly form: AnswerForm
  /** Null when there is one clip only. */
  readonly view: ViewChoice | null
  readonly t: Translate
  readonly comment: () => void
  readonly submit: () => void
  readonly undo: () => void
  readonly help: () => void
}

/** Acts that a key held down must not repeat. */
const once: readonly KeyAct['kind'][] = ['choose', 'submit', 'undo', 'play', 'swap', 'place', 'fullscreen']

/** The whole item by keyboard. */
export function useItemKeys(targets: KeyTargets): void {
  const singles = useSingleKeys()
  // Not after the next picture: a key pressed meanwhile would be lost.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, altKey, metaKey, isComposing, repeat } = event
      const place = keyPlace(target)
      if (isComposing) return
      if (place === 'text' && key === 'Escape') (target as HTMLElement).blur()
      const act = keyAct({ key, modified: ctrlKey || altKey || metaKey, place }, singles)
      if (act === null) return
      event.preventDefault()
      if (!repeat || !once.includes(act.kind)) perform(act, targets)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

function perform(act: KeyAct, targets: KeyTargets): void {
  const { player, form, view, t } = targets
  switch (act.kind) {
    case 'play':
      player.toggle()
      return
    case 'step':
      player.step(act.by)
      return
    case 'restart':
      void player.restart()
      return
    case 'speed':
      player.changeSpeed(act.by)
      announce(t('player.speedNow', { speed: player.state.value.speed }))
      return
    case 'loop':
      player.setLoop(!player.state.value.loop)
      announce(t(player.state.value.loop ? 'player.loopOn' : 'player.loopOff'))
      return
    case 'place':
      view?.toggle()
      return
    case 'swap':
      if (view === null) return
      view.swap()
      announce(t('player.showing', { clip: t(view.state.value.shown === 0 ? 'clip.a' : 'clip.b') }))
      return
    case 'fullscreen':
      toggleFullscreen()
      return
    case 'question':
      form.moveMark(act.by)
      return
    case 'choose': {
      const chosen = form.chooseByDigit(act.digit)
      if (chosen !== null) announce(`${t(chosen.question.title)}: ${t(chosen.choice.spoken)}`)
      return
    }
    case 'comment':
    case 'submit':
    case 'undo':
    case 'help':
      targets[act.kind]()
      return
  }
}
