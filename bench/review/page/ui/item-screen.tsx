import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { ItemView } from '../../api.ts'
import type { Players } from '../player/players.ts'
import { AnswerForm } from '../rater/answer-form.ts'
import type { Rater } from '../rater/rater.ts'
import { announce } from './announcer.tsx'
import { CommentField } from './comment-field.tsx'
import { toggleFullscreen } from './fullscreen.ts'
import { useTexts } from './language.tsx'
import { QuestionField } from './question-field.tsx'
import { Stage } from './stage.tsx'
import { SubmitBar } from './submit-bar.tsx'
import { useItemKeys } from './use-item-keys.ts'
import { useStore } from './use-store.ts'
import type { ViewChoice } from './view.ts'

interface ItemScreenProps {
  readonly rater: Rater
  readonly players: Players
  readonly item: ItemView
  readonly next: ItemView | undefined
  readonly commentAsked: boolean
  readonly view: ViewChoice
  readonly openHelp: () => void
}

/** One item: its clips, its questions, and the way on. Made anew for every item (by key). */
export function ItemScreen(props: ItemScreenProps) {
  const { rater, players, item, commentAsked, view, openHelp } = props
  const t = useTexts()
  const player = useMemo(() => players.of(item), [item.id])
  const form = useMemo(() => new AnswerForm(item, rater.state.value.former.get(item.id)), [item.id])
  const shownAt = useMemo(() => performance.now(), [item.id])
  const casting = useRef(false)
  const commentField = useRef<HTMLTextAreaElement>(null)
  const { choices, comment, marked } = useStore(form.state, (state) => state)
  const canUndo = useStore(rater.state, (state) => state.canUndo)
  usePlayback(props, player)

  const submit = async () => {
    const missingSeconds = item.minimumWatchSeconds - player.watched.seconds
    if (missingSeconds > 0) return announce(t('form.watch', { seconds: Math.ceil(missingSeconds) }))
    if (form.firstOpen >= 0) {
      form.mark(form.firstOpen)
      document.querySelectorAll('.question')[form.firstOpen]?.scrollIntoView({ block: 'nearest' })
      return announce(t('form.missing'))
    }
    if (casting.current) return
    casting.current = true
    await rater.cast({
      item,
      answers: form.answers,
      comment: form.state.value.comment.trim(),
      watchedSeconds: player.watched.seconds,
      decisionSeconds: (performance.now() - shownAt) / 1000,
    })
    casting.current = false
  }
  const setAside = () => {
    const gone = player.state.value.trouble.includes('gone')
    void rater.setAside(item, gone ? 'clip-missing' : 'cannot-play', player.troubleDetail())
  }

  useItemKeys({
    player,
    form,
    view: item.kind === 'rating' ? null : view,
    t,
    comment: () => commentField.current?.focus(),
    submit: () => void submit(),
    undo: () => void rater.undo(),
    help: openHelp,
  })

  return (
    <>
      <p class="prompt">
        <span class="prompt-label">{t('clip.prompt')}</span> <q>{item.prompt}</q>
      </p>
      <Stage item={item} player={player} view={view} fullscreen={toggleFullscreen} onSetAside={setAside} />
      <form
        class="questions"
        id="questions"
        tabIndex={-1}
        aria-label={t('form.label')}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {form.questions.map((question, place) => (
          <QuestionField
            key={question.id}
            question={question}
            itemId={item.id}
            value={choices[question.id]}
            marked={place === marked}
            explained={item.practice || item.kind === 'dimensions'}
            onChoose={(value) => form.choose(place, value)}
            onMark={() => form.mark(place)}
          />
        ))}
        {commentAsked && (
          <CommentField field={commentField} value={comment} onInput={(text) => form.setComment(text)} />
        )}
        <SubmitBar
          player={player}
          minimumWatchSeconds={item.minimumWatchSeconds}
          complete={form.firstOpen < 0}
          onUndo={canUndo ? () => void rater.undo() : null}
        />
      </form>
    </>
  )
}

/**
 * Starts the clips when they are there and seen, loads the next ones, rests while the page is not seen and goes on after
 * it. Browsers hold up videos of hidden pages: what was started there may never move.
 */
function usePlayback({ players, item, next }: ItemScreenProps, player: ReturnType<Players['of']>): void {
  const ready = useStore(player.state, (state) => state.ready)
  useEffect(() => {
    players.keep(next === undefined ? [item] : [item, next])
    // The clips on show come first: the next ones load once these are there.
    if (ready && next !== undefined) players.of(next)
  }, [item.id, next?.id, ready])
  useEffect(() => {
    if (!ready) return
    let wanted = !matchMedia('(prefers-reduced-motion: reduce)').matches
    const restOrGoOn = () => {
      const seen = document.visibilityState === 'visible'
      if (seen && wanted) {
        wanted = false
        void player.play()
      } else if (!seen && player.state.value.playing) {
        wanted = true
        player.pause()
      }
    }
    restOrGoOn()
    document.addEventListener('visibilitychange', restOrGoOn)
    return () => document.removeEventListener('visibilitychange', restOrGoOn)
  }, [player, ready])
}
