import { render } from 'preact'
import { sealVotes } from '../seal-votes.ts'
import { Players } from './player/players.ts'
import { openOutboxStore } from './rater/browser-store.ts'
import { type OfflineData, offlineDataName } from './rater/offline-data.ts'
import { offlineSource } from './rater/offline-source.ts'
import type { OutboxStore } from './rater/outbox-store.ts'
import { Rater } from './rater/rater.ts'
import { App } from './ui/app.tsx'
import { LanguageProvider } from './ui/language.tsx'
import { playersHome } from './ui/players-home.ts'

// Set by data.js, which the document loads first.
const data = (globalThis as unknown as Record<string, OfflineData>)[offlineDataName]!

let store: Promise<OutboxStore> | null = null
const openStore = () => {
  store ??= openOutboxStore()
  return store
}

const source = offlineSource(data, openStore)
const rater = new Rater(source, openStore)

async function save(): Promise<void> {
  const text = sealVotes(data.issue, await source.votes(), await source.troubles())
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  // The label is the owner's: only what every file system takes is kept of it.
  link.download = `answers-${data.label.replace(/[^\p{L}\p{N}_-]+/gu, '-')}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

render(
  <LanguageProvider>
    <App rater={rater} players={new Players(playersHome())} onSave={() => void save()} />
  </LanguageProvider>,
  document.getElementById('app')!,
)
void rater.start()
