import { render } from 'preact'
import { pagePaths } from '../paths.ts'
import { Players } from './player/players.ts'
import { Rater } from './rater/rater.ts'
import { join, serverSource } from './rater/server-source.ts'
import { Refusal } from './rater/source.ts'
import { App, Stopped } from './ui/app.tsx'
import { LanguageProvider } from './ui/language.tsx'
import { playersHome } from './ui/players-home.ts'

const root = document.getElementById('app')!

async function begin(): Promise<void> {
  const token = await ownToken()
  const rater = new Rater(serverSource(token))
  render(
    <LanguageProvider>
      <App rater={rater} players={new Players(playersHome())} />
    </LanguageProvider>,
    root,
  )
  await rater.start()
}

/** The token of this page's address; null when the browser's cookie has to do. An invitation is exchanged for one. */
async function ownToken(): Promise<string | null> {
  const behind = location.hash.slice(1)
  if (location.pathname !== pagePaths.join && location.pathname !== pagePaths.prolific) return behind || null
  const asked = new URLSearchParams(location.search)
  const prolific = location.pathname === pagePaths.prolific
  const token = await join({
    invitation: prolific ? (asked.get('invite') ?? '') : behind,
    ...(prolific
      ? {
          prolific: {
            participantId: asked.get('PROLIFIC_PID') ?? '',
            studyId: asked.get('STUDY_ID') ?? '',
            sessionId: asked.get('SESSION_ID') ?? '',
          },
        }
      : {}),
  })
  // This address is the rater's own: it can be kept, and goes on elsewhere.
  history.replaceState(null, '', `${pagePaths.rate}#${token}`)
  return token
}

begin().catch((error) => {
  const code = (error instanceof Refusal ? error.code : null) ?? 'internal'
  render(
    <LanguageProvider>
      <main class="reading">
        <Stopped code={code} />
      </main>
    </LanguageProvider>,
    root,
  )
})
