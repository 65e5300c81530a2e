import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ApiErrorCode, ItemView, Progress } from '../../api.ts'
import type { Players } from '../player/players.ts'
import type { Rater } from '../rater/rater.ts'
import type { TextKey } from '../texts/texts.ts'
import { Announcer, announce } from './announcer.tsx'
import { Done } from './done.tsx'
import { Header } from './header.tsx'
import { ItemScreen } from './item-screen.tsx'
import { useTexts } from './language.tsx'
import { placeText } from './place-text.ts'
import { Shortcuts } from './shortcuts.tsx'
import { useStore } from './use-store.ts'
import { ViewChoice } from './view.ts'
import { Welcome } from './welcome.tsx'

interface AppProps {
  readonly rater: Rater
  readonly players: Players
  /** Hands over the answers as a file, where there is no server. */
  readonly onSave?: () => void
}

/** The rater's page. */
export function App({ rater, players, onSave }: AppProps) {
  const t = useTexts()
  const [started, setStarted] = useState(false)
  const [help, setHelp] = useState(false)
  const item = useStore(rater.state, ({ open }) => open[0])
  const notice = useStore(rater.state, (state) => state.notice)
  const judging = started && item !== undefined
  const offline = onSave !== undefined
  const form = rater.state.value.session?.form

  useEffect(() => {
    document.title = t('page.title')
  }, [t])
  useEffect(() => {
    if (notice !== null) announce(t(notice.text, notice.facts))
  }, [notice])

  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('questions')?.focus()}>
        {t('page.skip')}
      </button>
      <Header
        rater={rater}
        item={judging ? item : undefined}
        offline={offline}
        onHelp={() => setHelp(true)}
      />
      <main class={judging ? 'judging' : 'reading'}>
        {notice !== null && (
          <p class="notice" key={notice.text}>
            {t(notice.text, notice.facts)}
          </p>
        )}
        <Content
          rater={rater}
          players={players}
          started={started}
          onStart={() => setStarted(true)}
          onHelp={() => setHelp(true)}
          onSave={onSave ?? null}
        />
      </main>
      {form !== undefined && <Shortcuts open={help} kind={form.kind} onClose={() => setHelp(false)} />}
      <Announcer />
    </>
  )
}

interface ContentProps extends Pick<AppProps, 'rater' | 'players'> {
  readonly started: boolean
  readonly onStart: () => void
  readonly onHelp: () => void
  readonly onSave: (() => void) | null
}

function Content({ rater, players, started, onStart, onHelp, onSave }: ContentProps) {
  const { session, progress, completion, open, waiting, stopped, connected, canUndo } = useStore(
    rater.state,
    (state) => state,
  )
  const view = useMemo(() => new ViewChoice(), [])
  const [item, next] = open
  if (stopped !== null) return <Stopped code={stopped} />
  if (session === null || progress === null) return <Waiting connected={connected} />
  if (item === undefined) {
    return progress.complete || session.released ? (
      <Done
        completion={completion}
        waiting={waiting}
        released={session.released}
        onSave={onSave}
        onUndo={canUndo && !session.released ? () => void rater.undo() : null}
      />
    ) : (
      <Waiting connected={connected} />
    )
  }
  if (!started) {
    return <Welcome kind={session.form.kind} progress={progress} onStart={onStart} onSave={onSave} />
  }
  return (
    <>
      <ItemTitle item={item} progress={progress} />
      <ItemScreen
        key={item.id}
        rater={rater}
        players={players}
        item={item}
        next={next}
        commentAsked={session.form.comment}
        view={view}
        openHelp={onHelp}
      />
    </>
  )
}

interface ItemTitleProps {
  readonly item: ItemView
  readonly progress: Progress
}

/** Takes the focus whenever a new item comes, so that a screen reader starts there. */
function ItemTitle({ item, progress }: ItemTitleProps) {
  const t = useTexts()
  useEffect(() => {
    document.getElementById('item-title')?.focus({ preventScroll: true })
    scrollTo({ top: 0 })
  }, [item.id])
  return (
    <>
      <h1 class="unseen" id="item-title" tabIndex={-1}>
        {placeText(t, item, progress)}
      </h1>
      {item.practice && <p class="practice">{t('progress.practiceNote')}</p>}
      {!item.practice && item.number === 1 && progress.answered === 0 && (
        <p class="notice">{t('progress.practiceDone')}</p>
      )}
    </>
  )
}

function Waiting({ connected }: { readonly connected: boolean }) {
  const t = useTexts()
  return (
    <p class="waiting" role="status">
      {t(connected ? 'page.loading' : 'trouble.server')}
    </p>
  )
}

const stopTexts: Partial<Record<ApiErrorCode, TextKey>> = {
  'no-token': 'trouble.link',
  'wrong-token': 'trouble.link',
  revoked: 'trouble.link',
  ended: 'trouble.ended',
  paused: 'trouble.paused',
  'no-place': 'trouble.full',
  closed: 'trouble.closed',
}

export function Stopped({ code }: { readonly code: ApiErrorCode }) {
  const t = useTexts()
  return (
    <div class="welcome" role="alert">
      <h1 tabIndex={-1}>{t('trouble.title')}</h1>
      <p class="large">{t(stopTexts[code] ?? 'trouble.unexpected', { reason: code })}</p>
    </div>
  )
}
