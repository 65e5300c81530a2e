import type { Choice, ChoiceValue, Question } from '../rater/questions.ts'
import { useTexts } from './language.tsx'

interface QuestionFieldProps {
  readonly question: Question
  readonly itemId: string
  readonly value: ChoiceValue | undefined
  /** The one that digits answer. */
  readonly marked: boolean
  /** Whether what is meant stands open. */
  readonly explained: boolean
  readonly onChoose: (value: ChoiceValue) => void
  readonly onMark: () => void
}

/** One question with its answers, as radio buttons. */
export function QuestionField(props: QuestionFieldProps) {
  const { question, itemId, value, marked, explained, onChoose, onMark } = props
  const t = useTexts()
  const name = `${itemId}/${question.id}`
  const rating = question.choices.some(({ label }) => label === null)
  return (
    <fieldset class={marked ? 'question marked' : 'question'} onFocusIn={onMark} data-question={question.id}>
      <legend>
        <span class="question-title">{t(question.title)}</span>{' '}
        <span class="question-text">{t(question.text)}</span>
      </legend>
      <div class={rating ? 'choices rating' : 'choices'}>
        {question.choices.map((choice) => (
          <Option
            key={choice.value}
            choice={choice}
            name={name}
            checked={value === choice.value}
            onChoose={() => onChoose(choice.value)}
          />
        ))}
      </div>
      {explained ? (
        <p class="hint">{t(question.hint)}</p>
      ) : (
        <details class="hint" key={question.id}>
          <summary>{t('form.definition')}</summary>
          <p>{t(question.hint)}</p>
        </details>
      )}
    </fieldset>
  )
}

interface OptionProps {
  readonly choice: Choice
  readonly name: string
  readonly checked: boolean
  readonly onChoose: () => void
}

function Option({ choice, name, checked, onChoose }: OptionProps) {
  const t = useTexts()
  return (
    <label class={`choice ${choice.value === 'cant-judge' ? 'quiet' : ''}`}>
      <input
        type="radio"
        name={name}
        checked={checked}
        aria-label={t(choice.spoken)}
        // A click on the chosen one again brings no change event, but means the same.
        onClick={onChoose}
        onChange={onChoose}
      />
      <span aria-hidden="true">
        {choice.label === null ? choice.digit : t(choice.label)}
        {choice.end !== undefined && <small>{t(choice.end)}</small>}
        {choice.label !== null && <kbd>{choice.digit}</kbd>}
      </span>
    </label>
  )
}
