import { formatDate, plural } from '../../format.ts'
import { h } from '../../html/page/element.ts'
import { manifest } from '../../html/page/sections/manifest.ts'
import { theme } from '../../html/page/theme.ts'
import type { StudyPageData } from '../page-data.ts'
import { formText } from '../words.ts'
import { agreement } from './sections/agreement.ts'
import { calibration } from './sections/calibration.ts'
import { disputed } from './sections/disputed.ts'
import { exclusions } from './sections/exclusions.ts'
import { gates } from './sections/gates.ts'
import { notices } from './sections/notices.ts'
import { raters } from './sections/raters.ts'
import { reading } from './sections/reading.ts'
import { standing } from './sections/standing.ts'
import { strengths } from './sections/strengths.ts'
import { winRates } from './sections/win-rates.ts'

const { result, runPath, version } = JSON.parse(
  document.getElementById('data')!.textContent!,
) as StudyPageData
const { study } = result
const look = theme()

const sections = [
  notices(result),
  standing(result),
  strengths(result),
  winRates(result),
  gates(result),
  agreement(result),
  exclusions(result),
  raters(result),
  calibration(result),
  disputed(result, runPath),
  reading(result),
  manifest(result.manifest),
].filter((section) => section !== null)

document.getElementById('app')!.append(
  h('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
  h(
    'header',
    {},
    h(
      'div',
      { class: 'title' },
      h('h1', {}, 'Human preference'),
      h(
        'p',
        {},
        `${formText(study)} · ${plural(study.models.length, 'model')} · ${plural(study.prompts, 'prompt')} · ${formatDate(result.createdAt)}`,
      ),
    ),
    look.toggle,
    h(
      'nav',
      { 'aria-label': 'Sections' },
      sections.flatMap((section) => {
        const title = section.querySelector('h2')?.textContent ?? ''
        return section.id === '' || title === '' ? [] : [h('a', { href: `#${section.id}` }, title)]
      }),
    ),
  ),
  h('main', { id: 'main', tabindex: -1 }, sections),
  h('footer', {}, `opensora-bench ${version} · run ${result.runId} · ${formatDate(result.createdAt)}`),
)
document.getElementById(location.hash.slice(1))?.scrollIntoView()
document.documentElement.dataset.ready = 'true'
