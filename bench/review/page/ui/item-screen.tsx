import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ItemView } from '../../api.ts'
import { keyAct } from '../keys.ts'
import type { Players } from '../player/players.ts'
import { answersOf, type ChoiceValue, type Choices, choicesOf, nextQuestion, questionsOf } from '../rater/questions.ts'
import type { Rater } from '../rater/rater.ts'
import { announce } from './announcer.tsx'
import { keyPlace } from './key-place.ts'
import { useTexts } from './language.tsx'
import { QuestionField } from './question-field.tsx'
import { useSingleKeys } from './shortcuts.tsx'
import { Stage, type View } from './stage.tsx'
import { SubmitBar } from './submit-bar.tsx'
import { toggleFullscreen } from './fullscreen.ts'
import { useStore } from './use-store.ts'

// bench/records/vote.ts: longest comment, characters.
const commentLimit = 2000

interface ItemScreenProps {
  readonly rater: Rater
  readonly players: Players
  readonly item: ItemView
  readonly next: ItemView | undefined
  readonly commentAsked: boolean
  readonly view: View
  readonly setView: (view: View) => void
  readonly openHelp: () => void
}

/** One item: its clips, its questions, and the way on. Made anew for every item (by key). */
export function ItemScreen(props: ItemScreenProps) {
  const { rater, players, item, next, commentAsked, view, setView, openHelp } = props
  const t = useTexts()
  const player = useMemo(() => players.of(item), [item])
  const former = rater.state.value.former.get(item.id)
  const questions = useMemo(() => questionsOf(item), [item])
  const [choices, setChoices] = useState<Choices>(() => choicesOf(former?.answers))
  const [comment, setComment] = useState(former?.comment ?? '')
  const [marked, setMarked] = useState(0)
  const shownAt = useMemo(() => performance.now(), [item])
  const casting = useRef(false)
  const commentField = useRef<HTMLTextAreaElement>(null)
  const ready = useStore(player.state, (state) => state.ready)
  const canUndo = useStore(rater.state, (state) => state.canUndo)
  const singles = useSingleKeys()

  useEffect(() => {
    players.keep(next === undefined ? [item] : [item, next])
    // The clips on show come first: the next ones load once these are there.
    if (ready && next !== undefined) players.of(next)
  }, [item, next, ready])

  useEffect(() => {
    if (ready && !matchMedia('(prefers-reduced-motion: reduce)').matches) void player.play()
  }, [player, ready])

  useEffect(() => {
    const rest = () => document.visibilityState === 'hidden' && player.state.value.playing && player.pause()
    document.addEventListener('visibilitychange', rest)
    return () => document.removeEventListener('visibilitychange', rest)
  }, [player])

  const choose = (place: number, value: ChoiceValue, goOn: boolean) => {
    const chosen = { ...choices, [questions[place]!.id]: value }
    setChoices(chosen)
    setMarked(goOn ? nextQuestion(questions, chosen, place) : place)
  }
  const complete = questions.every(({ id }) => choices[id] !== undefined)

  const submit = useCallback(async () => {
    const missingSeconds = item.minimumWatchSeconds - player.watched.seconds
    if (missingSeconds > 0) {
      announce(t('form.watch', { seconds: Math.ceil(missingSeconds) }))
      return
    }
    if (!complete) {
      const open = questions.findIndex(({ id }) => choices[id] === undefined)
      setMarked(open)
      document.querySelectorAll('.question')[open]?.scrollIntoView({ block: 'nearest' })
      announce(t('form.missing'))
      return
    }
    if (casting.current) return
    casting.current = true
    await rater.cast({
      item,
      answers: answersOf(item, choices),
      comment: comment.trim(),
      watchedSeconds: player.watched.seconds,
      decisionSeconds: (performance.now() - shownAt) / 1000,
    })
  }, [choices, comment, complete, item, player, t])

  const skip = () => {
    const trouble = player.state.value.trouble.find((each) => each !== null)
    void rater.setAside(item, trouble === 'gone' ? 'clip-missing' : 'cannot-play', player.troubleDetail())
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const place = keyPlace(event.target)
      if (place === 'text' && event.key === 'Escape') (event.target as HTMLElement).blur()
      if (event.isComposing) return
      const { ctrlKey, altKey, metaKey } = event
      const act = keyAct({ key: event.key, modified: ctrlKey || altKey || metaKey, place }, singles)
      if (act === null) return
      event.preventDefault()
      switch (act.kind) {
        case 'play':
          return player.toggle()
        case 'step':
          return player.step(act.by)
        case 'restart':
          return void player.restart()
        case 'speed':
          player.changeSpeed(act.by)
          return announce(t('player.speedNow', { speed: player.state.value.speed }))
        case 'loop':
          player.setLoop(!player.state.value.loop)
          return announce(t(player.state.value.loop ? 'player.loopOn' : 'player.loopOff'))
        case 'place':
          return setView({ ...view, onePlace: !view.onePlace })
        case 'swap': {
          const shown = view.onePlace ? 1 - view.shown : view.shown
          setView({ onePlace: true, shown })
          return announce(t('player.showing', { clip: t(shown === 0 ? 'clip.a' : 'clip.b') }))
        }
        case 'fullscreen':
          return toggleFullscreen()
        case 'question':
          return setMarked((marked + act.by + questions.length) % questions.length)
        case 'choose': {
          const choice = questions[marked]!.choices.find(({ digit }) => digit === act.digit)
          if (choice === undefined || event.repeat) return
          choose(marked, choice.value, true)
          return announce(`${t(questions[marked]!.title)}: ${t(choice.spoken)}`)
        }
        case 'comment':
          return commentField.current?.focus()
        case 'submit':
          return void (event.repeat || submit())
        case 'undo':
          return void (event.repeat || rater.undo())
        case 'help':
          return openHelp()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  return (
    <>
      <p class="prompt">
        <span class="prompt-label">{t('clip.prompt')}</span> <q>{item.prompt}</q>
      </p>
      <Stage
        item={item}
        player={player}
        view={view}
        setView={setView}
        fullscreen={toggleFullscreen}
        onSkip={skip}
      />
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
        {questions.map((question, place) => (
          <QuestionField
            key={question.id}
            question={question}
            itemId={item.id}
            value={choices[question.id]}
            marked={place === marked}
            explained={item.practice || item.kind === 'dimensions'}
            onChoose={(value) => choose(place, value, false)}
            onMark={() => setMarked(place)}
          />
        ))}
        {commentAsked && (
          <label class="comment">
            <span>{t('form.comment')}</span>
            <textarea
              ref={commentField}
              rows={1}
              maxLength={commentLimit}
              value={comment}
              onInput={({ currentTarget }) => setComment(currentTarget.value)}
            />
            {comment.length > commentLimit - 200 && (
              <small>{t('form.commentLeft', { count: commentLimit - comment.length })}</small>
            )}
          </label>
        )}
        <SubmitBar
          player={player}
          minimumWatchSeconds={item.minimumWatchSeconds}
          complete={complete}
          onUndo={canUndo ? () => void rater.undo() : null}
        />
      </form>
    </>
  )
}
