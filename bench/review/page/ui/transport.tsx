import { frameAt } from '../player/pairing.ts'
import { type Player, speeds } from '../player/player.ts'
import { Icon } from './icon.tsx'
import { useTexts } from './language.tsx'
import { useStore } from './use-store.ts'
import type { ViewChoice } from './view.ts'

interface TransportProps {
  readonly player: Player
  /** Null when there is one clip only. */
  readonly view: ViewChoice | null
  readonly fullscreen: () => void
}

/** The players' one set of controls. */
export function Transport({ player, view, fullscreen }: TransportProps) {
  const t = useTexts()
  const playing = useStore(player.state, (state) => state.playing)
  const loop = useStore(player.state, (state) => state.loop)
  const speed = useStore(player.state, (state) => state.speed)
  return (
    <div class="transport">
      <Timeline player={player} />
      <div class="controls">
        <button
          type="button"
          class="icon-button"
          aria-label={t('player.back')}
          title={t('player.back')}
          onClick={() => player.step(-1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="icon-button main"
          aria-label={t(playing ? 'player.pause' : 'player.play')}
          title={t(playing ? 'player.pause' : 'player.play')}
          onClick={() => player.toggle()}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('player.forward')}
          title={t('player.forward')}
          onClick={() => player.step(1)}
        >
          <Icon name="forward" />
        </button>
        <span class="gap" />
        <button
          type="button"
          class="icon-button"
          aria-label={t('player.restart')}
          title={t('player.restart')}
          onClick={() => void player.restart()}
        >
          <Icon name="restart" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-pressed={loop}
          aria-label={t('player.loop')}
          title={t('player.loop')}
          onClick={() => player.setLoop(!loop)}
        >
          <Icon name="loop" />
        </button>
        <select
          aria-label={t('player.speed')}
          title={t('player.speed')}
          value={String(speed)}
          onChange={({ currentTarget }) => player.setSpeed(Number(currentTarget.value))}
        >
          {speeds.map((each) => (
            <option key={each} value={String(each)}>
              {each}×
            </option>
          ))}
        </select>
        <span class="stretch" />
        {view !== null && <Placing view={view} />}
        <button
          type="button"
          class="icon-button"
          aria-label={t('player.fullscreen')}
          title={t('player.fullscreen')}
          onClick={fullscreen}
        >
          <Icon name="fullscreen" />
        </button>
      </div>
    </div>
  )
}

function Placing({ view }: { readonly view: ViewChoice }) {
  const t = useTexts()
  const onePlace = useStore(view.state, (state) => state.onePlace)
  return (
    <>
      <button type="button" aria-pressed={onePlace} onClick={() => view.toggle()}>
        {t('player.place')}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('player.swap')}
        title={t('player.swap')}
        onClick={() => view.swap()}
      >
        <Icon name="swap" />
      </button>
    </>
  )
}

function Timeline({ player }: { readonly player: Player }) {
  const t = useTexts()
  const time = useStore(player.state, (state) => state.timeSeconds)
  const finest = player.finest
  const frame = frameAt(finest, time)
  return (
    <div class="timeline">
      <input
        type="range"
        aria-label={t('player.position')}
        aria-valuetext={t('player.frame', { number: frame + 1 })}
        min={0}
        max={finest.frameCount - 1}
        step={1}
        value={frame}
        onInput={({ currentTarget }) => void player.moveTo(Number(currentTarget.value) / finest.fps)}
      />
      <output aria-hidden="true">
        {frame + 1}/{finest.frameCount}
      </output>
    </div>
  )
}
