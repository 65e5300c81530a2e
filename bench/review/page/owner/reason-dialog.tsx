import { useEffect, useRef, useState } from 'preact/hooks'

interface ReasonDialogProps {
  readonly title: string
  readonly onCancel: () => void
  readonly onReason: (reason: string) => void
}

/** Asks why; without a reason nothing is done. */
export function ReasonDialog({ title, onCancel, onReason }: ReasonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [reason, setReason] = useState('')
  useEffect(() => dialog.current?.showModal(), [])
  const given = reason.trim()
  return (
    <dialog ref={dialog} aria-labelledby="reason-title" onClose={onCancel}>
      <form
        class="reason-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (given !== '') onReason(given)
        }}
      >
        <h2 id="reason-title">{title}</h2>
        <p>Votes stay on record. The reason is kept with them and appears in the report.</p>
        <label>
          <span>Reason</span>
          <input
            type="text"
            maxLength={500}
            value={reason}
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </label>
        <div class="dialog-foot">
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-disabled={given === ''}>
            {title}
          </button>
        </div>
      </form>
    </dialog>
  )
}
