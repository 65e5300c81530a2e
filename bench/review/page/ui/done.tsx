import { useState } from 'preact/hooks'
import type { Completion } from '../../api.ts'
import { useTexts } from './language.tsx'

interface DoneProps {
  readonly completion: Completion | null
  readonly waiting: number
  readonly released: boolean
  /** Hands over the answers as a file; null where a server has them. */
  readonly onSave: (() => void) | null
  /** Null when there is nothing to undo. */
  readonly onUndo: (() => void) | null
}

/** Nothing is left to judge. */
export function Done({ completion, waiting, released, onSave, onUndo }: DoneProps) {
  const t = useTexts()
  return (
    <div class="welcome done">
      <h1 tabIndex={-1}>{t('done.title')}</h1>
      {onSave !== null ? (
        <>
          <p class="large">{t('done.file')}</p>
          <button type="button" class="primary big" onClick={onSave}>
            {t('done.save')}
          </button>
        </>
      ) : waiting > 0 ? (
        <p class="large" role="alert">
          {t('done.waiting', { count: waiting })}
        </p>
      ) : (
        <p class="large">{t(released ? 'done.released' : 'done.text')}</p>
      )}
      {completion !== null && waiting === 0 && <Code completion={completion} />}
      {onUndo !== null && (
        <button type="button" class="plain" onClick={onUndo}>
          {t('form.undo')}
        </button>
      )}
    </div>
  )
}

function Code({ completion: { code, url } }: { readonly completion: Completion }) {
  const t = useTexts()
  const [copied, setCopied] = useState(false)
  return (
    <div class="completion">
      <p class="label" id="code-label">
        {t('done.code')}
      </p>
      <p class="code">
        <output aria-labelledby="code-label">{code}</output>
        {'clipboard' in navigator && (
          <button
            type="button"
            onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}
          >
            {t(copied ? 'done.copied' : 'done.copy')}
          </button>
        )}
      </p>
      {url !== null && (
        <a class="button primary" href={url} rel="noreferrer">
          {t('done.return')}
        </a>
      )}
    </div>
  )
}
