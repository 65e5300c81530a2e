import type { Form } from '../../../records/vote.ts'
import type { ItemView } from '../../api.ts'
import type { OfflineIssue } from '../../offline-votes.ts'

/** What an offline form's `data.js` holds. Nothing in it names a model, a run or a file of the study. */
export interface OfflineData {
  readonly issue: OfflineIssue
  /** As in a session: keeps the answers to two forms apart in one browser. */
  readonly scope: string
  readonly label: string
  readonly form: Form
  /** All of the rater's items, in order; addresses of clips start from the form's folder. */
  readonly items: readonly ItemView[]
}

/** The global name that `data.js` gives it. */
export const offlineDataName = 'openSoraBenchStudy'
