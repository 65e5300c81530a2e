import { useState } from 'preact/hooks'
import type { RaterOverview, RaterStateRequest } from '../../api.ts'
import { formatAgo, formatSeconds, formatShare } from './format.ts'
import type { OwnerStudy } from './owner-study.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { Table } from './table.tsx'

type Kind = Exclude<RaterStateRequest['state']['kind'], 'active'>

const verbs: Readonly<Record<Kind, string>> = {
  paused: 'Pause',
  excluded: 'Exclude',
  revoked: 'Revoke',
}

const columns = [
  'Rater',
  ...['Answered', 'Gold right', 'Repeats alike', 'Median time'].map((number) => ({ number })),
  'Last vote',
  'State',
  'Actions',
]

/** Raters with their quality, and what can be done about them. Nobody is deleted. */
export function RatersTable({
  study,
  raters,
}: {
  readonly study: OwnerStudy
  readonly raters: readonly RaterOverview[]
}) {
  const [asked, setAsked] = useState<{ readonly rater: RaterOverview; readonly kind: Kind } | null>(null)
  const now = Date.now()
  return (
    <>
      <Table label="Raters" columns={columns}>
        {raters.map((rater) => (
          <tr key={rater.id}>
            <th scope="row">
              {rater.label}
              <small>
                {rater.origin}
                {rater.released ? ' · place given on' : ''}
              </small>
            </th>
            <td class="number">
              {rater.progress.answered}/{rater.progress.total}
              {rater.progress.setAside > 0 && <small>{rater.progress.setAside} set aside</small>}
            </td>
            <td class="number">{formatShare(rater.gold)}</td>
            <td class="number">{formatShare(rater.repeats)}</td>
            <td class="number">{formatSeconds(rater.medianDecisionSeconds)}</td>
            <td>{formatAgo(rater.lastVoteAtMilliseconds, now)}</td>
            <td>
              <span class={`state ${rater.state}`}>{rater.state}</span>
              {rater.reason !== null && <small>{rater.reason}</small>}
            </td>
            <td>
              <RaterActions study={study} rater={rater} onAsk={(kind) => setAsked({ rater, kind })} />
            </td>
          </tr>
        ))}
      </Table>
      {asked !== null && (
        <ReasonDialog
          title={`${verbs[asked.kind]} ${asked.rater.label}`}
          onCancel={() => setAsked(null)}
          onReason={(reason) => {
            void study.setState(asked.rater.id, { kind: asked.kind, reason })
            setAsked(null)
          }}
        />
      )}
    </>
  )
}

interface RaterActionsProps {
  readonly study: OwnerStudy
  readonly rater: RaterOverview
  readonly onAsk: (kind: Kind) => void
}

function RaterActions({ study, rater, onAsk }: RaterActionsProps) {
  return (
    <fieldset class="actions" aria-label={`Actions for ${rater.label}`}>
      {rater.state !== 'active' && (
        <button type="button" onClick={() => void study.setState(rater.id, { kind: 'active' })}>
          {rater.state === 'paused' ? 'Resume' : 'Take back in'}
        </button>
      )}
      {rater.state === 'active' && (
        <button type="button" onClick={() => onAsk('paused')}>
          Pause
        </button>
      )}
      {rater.state !== 'excluded' && (
        <button type="button" onClick={() => onAsk('excluded')}>
          Exclude
        </button>
      )}
      {rater.state !== 'revoked' && (
        <button type="button" onClick={() => onAsk('revoked')}>
          Revoke
        </button>
      )}
      <button type="button" onClick={() => void study.newLink(rater.id)}>
        New link
      </button>
    </fieldset>
  )
}
