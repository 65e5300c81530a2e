import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ItemView } from '../../api.ts'
import type { Player } from '../player/player.ts'
import { clipsOf } from '../player/players.ts'
import type { TextKey } from '../texts/texts.ts'
import { useTexts } from './language.tsx'
import { Transport } from './transport.tsx'
import { useStore } from './use-store.ts'
import type { ViewChoice } from './view.ts'

interface StageProps {
  readonly item: ItemView
  readonly player: Player
  readonly view: ViewChoice
  readonly fullscreen: () => void
  readonly onSetAside: () => void
}

const names: readonly TextKey[] = ['clip.a', 'clip.b']

/** The clips with their controls. */
export function Stage({ item, player, view: choice, fullscreen, onSetAside }: StageProps) {
  const t = useTexts()
  const clips = clipsOf(item)
  const view = useStore(choice.state, (state) => state)
  const screens = useRef<(HTMLCanvasElement | null)[]>([])
  useLayoutEffect(() => {
    player.show(clips.map((_, index) => screens.current[index]!))
  }, [player])
  const single = clips.length === 1
  const classes = ['clips', single ? 'single' : '', view.onePlace && !single ? 'one-place' : '']
  return (
    <section class="stage" id="stage" aria-label={t('player.label')}>
      <div class={classes.filter(Boolean).join(' ')} key={item.id}>
        {clips.map((clip, index) => (
          <figure class={view.onePlace && !single && view.shown !== index ? 'clip away' : 'clip'} key={index}>
            <figcaption>{t(single ? 'clip.single' : names[index]!)}</figcaption>
            <div class="screen" style={{ aspectRatio: `${clip.width} / ${clip.height}` }}>
              <canvas
                ref={(canvas) => {
                  screens.current[index] = canvas
                }}
                width={clip.width}
                height={clip.height}
                role="img"
                aria-label={`${t(single ? 'clip.single' : names[index]!)}: ${item.prompt}`}
                onClick={() => player.toggle()}
              />
            </div>
          </figure>
        ))}
        <Veil player={player} single={single} onSetAside={onSetAside} />
      </div>
      <Transport player={player} view={single ? null : choice} fullscreen={fullscreen} />
    </section>
  )
}

/** What stands over the clips while they can't be shown. */
function Veil({ player, single, onSetAside }: { player: Player; single: boolean; onSetAside: () => void }) {
  const t = useTexts()
  const ready = useStore(player.state, (state) => state.ready)
  const trouble = useStore(player.state, (state) => state.trouble)
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    // A spinner that flashes for a moment is worse than none.
    const timer = setTimeout(() => setLate(true), 400)
    return () => clearTimeout(timer)
  }, [player])
  const index = trouble.findIndex((each) => each !== null)
  const found = trouble[index] ?? null
  if (found === 'offline')
    return (
      <p class="veil" role="alert">
        {t('clip.offline')}
      </p>
    )
  if (found !== null) {
    const clip = t(single ? 'clip.single' : names[index]!)
    return (
      <div class="veil" role="alert">
        <p>{t(found === 'gone' ? 'clip.gone' : 'clip.unplayable', { clip })}</p>
        <button type="button" onClick={onSetAside}>
          {t('clip.skip')}
        </button>
      </div>
    )
  }
  return ready || !late ? null : <p class="veil">{t('clip.loading')}</p>
}
