import { useEffect, useState } from 'preact/hooks'
import type { LinkAnswer, OverviewAnswer } from '../../api.ts'
import { useStore } from '../ui/use-store.ts'
import { formatQuestion } from './format.ts'
import type { OwnerStudy } from './owner-study.ts'
import { RatersTable } from './raters-table.tsx'
import { ResultsTables } from './results-tables.tsx'

/** The owner's page. */
export function OwnerApp({ study }: { readonly study: OwnerStudy }) {
  const { overview, results, link, problem } = useStore(study.state, (state) => state)
  useEffect(() => {
    document.title = overview === null ? 'Study' : `Study: ${overview.models.join(', ')}`
  }, [overview?.studyId])
  return (
    <main class="owner">
      {problem !== null && (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
      {overview === null ? (
        problem === null && <p class="waiting">Loading…</p>
      ) : (
        <>
          <Headline overview={overview} />
          <section aria-labelledby="raters-title">
            <h2 id="raters-title">Raters</h2>
            <AddRater study={study} placesFree={overview.placesFree} />
            {link !== null && <NewLink link={link} onClose={() => study.forgetLink()} />}
            {overview.raters.length === 0 ? (
              <p class="lead">Nobody has a place yet.</p>
            ) : (
              <RatersTable study={study} raters={overview.raters} />
            )}
          </section>
          <Pairs overview={overview} />
          <Agreement overview={overview} />
          <Troubles overview={overview} />
          <section aria-labelledby="results-title">
            <h2 id="results-title">Results</h2>
            {results === null ? <Reveal study={study} /> : <ResultsTables results={results} />}
            {overview.revealed && (
              <div class="actions">
                <button type="button" onClick={() => void study.download('csv')}>
                  Export CSV
                </button>
                <button type="button" onClick={() => void study.download('json')}>
                  Export JSON
                </button>
              </div>
            )}
          </section>
        </>
      )}
    </main>
  )
}

function Headline({ overview }: { readonly overview: OverviewAnswer }) {
  const { studyId, answered, planned, places, placesFree, form, models, open, prolific } = overview
  const ways = [open ? 'open link' : null, prolific ? 'Prolific' : null].filter((each) => each !== null)
  return (
    <header class="owner-head">
      <h1>{models.join(', ')}</h1>
      <p class="lead">
        {formatQuestion(form.kind)} form · study <code>{studyId.slice(0, 12)}</code>
        {ways.length > 0 && ` · takes new raters by ${ways.join(' and ')}`}
      </p>
      <dl class="figures">
        <Figure
          label="Answers"
          value={`${answered}/${planned}`}
          note={`${percent(answered, planned)} of those planned`}
        />
        <Figure label="Places" value={`${places - placesFree}/${places}`} note={`${placesFree} free`} />
        <Figure
          label="Complete raters"
          value={String(overview.raters.filter(({ progress }) => progress.complete).length)}
          note={`of ${overview.raters.length}`}
        />
      </dl>
      <progress aria-label="Answers" max={Math.max(1, planned)} value={answered} />
    </header>
  )
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`)

function Figure({
  label,
  value,
  note,
}: {
  readonly label: string
  readonly value: string
  readonly note: string
}) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd class="value">{value}</dd>
      <dd class="note">{note}</dd>
    </div>
  )
}

function AddRater({ study, placesFree }: { readonly study: OwnerStudy; readonly placesFree: number }) {
  const [label, setLabel] = useState('')
  return (
    <form
      class="add-rater"
      onSubmit={(event) => {
        event.preventDefault()
        if (label.trim() === '') return
        void study.addRater(label.trim())
        setLabel('')
      }}
    >
      <label>
        <span>Label of a new rater</span>
        <input
          type="text"
          maxLength={80}
          value={label}
          onInput={({ currentTarget }) => setLabel(currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" aria-disabled={label.trim() === '' || placesFree === 0}>
        Add rater
      </button>
      {placesFree === 0 && <span class="lead">Every place is taken.</span>}
    </form>
  )
}

function NewLink({ link, onClose }: { readonly link: LinkAnswer; readonly onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  return (
    <div class="new-link" role="status">
      <p>
        The link of <strong>{link.label}</strong>, shown this once:
      </p>
      <code>{link.link}</code>
      <div class="actions">
        {'clipboard' in navigator && (
          <button
            type="button"
            onClick={() => void navigator.clipboard.writeText(link.link).then(() => setCopied(true))}
          >
            {copied ? 'Copied' : 'Copy'}
          </button>
        )}
        <button type="button" onClick={onClose}>
          Hide
        </button>
      </div>
    </div>
  )
}

function Pairs({ overview }: { readonly overview: OverviewAnswer }) {
  return (
    <section aria-labelledby="pairs-title">
      <h2 id="pairs-title">{overview.form.kind === 'rating' ? 'Progress by model' : 'Progress by pair'}</h2>
      <ul class="pairs">
        {overview.pairs.map(({ a, b, answered, planned }) => (
          <li key={`${a} ${b}`}>
            <span>{a === b ? a : `${a} – ${b}`}</span>
            <progress aria-label={`${a}, ${b}`} max={Math.max(1, planned)} value={answered} />
            <span class="number">
              {answered}/{planned}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Agreement({ overview }: { readonly overview: OverviewAnswer }) {
  return (
    <section aria-labelledby="agreement-title">
      <h2 id="agreement-title">Agreement</h2>
      <p class="lead">Krippendorff’s alpha: 1 is perfect agreement, 0 is chance.</p>
      <dl class="figures">
        {overview.agreement.map(({ question, alpha, reason }) => (
          <Figure
            key={question}
            label={formatQuestion(question)}
            value={alpha === null ? '–' : alpha.toFixed(2).replace('-', '−')}
            note={reason ?? ''}
          />
        ))}
      </dl>
    </section>
  )
}

function Troubles({ overview: { troubles, missingClips } }: { readonly overview: OverviewAnswer }) {
  if (troubles.length === 0 && missingClips.length === 0) return null
  return (
    <section aria-labelledby="troubles-title">
      <h2 id="troubles-title">What could not be shown</h2>
      <ul class="troubles">
        {missingClips.map((clip) => (
          <li key={clip}>
            <code>{clip}</code> is gone or was changed; its items wait until it is back.
          </li>
        ))}
        {troubles.map(({ rater, item, trouble, detail }) => (
          <li key={`${rater} ${item}`}>
            {rater}: {trouble === 'cannot-play' ? 'the browser could not play a clip' : 'a clip was missing'}{' '}
            in <code>{item}</code>
            {detail !== '' && <small>{detail}</small>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Reveal({ study }: { readonly study: OwnerStudy }) {
  const [sure, setSure] = useState(false)
  return (
    <div class="reveal">
      <p class="lead">
        Hidden while votes come in, so that they can’t influence how the study goes on. Revealing is written
        down with its time and can’t be undone.
      </p>
      {sure ? (
        <div class="actions">
          <button type="button" class="primary" onClick={() => void study.reveal()}>
            Reveal now
          </button>
          <button type="button" onClick={() => setSure(false)}>
            Cancel
          </button>
        </div>
      ) : (
        <button type="button" onClick={() => setSure(true)}>
          Reveal the results…
        </button>
      )}
    </div>
  )
}
