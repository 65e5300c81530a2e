import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js'
import { formatDate } from '../../format.ts'
import { h } from '../../html/page/element.ts'
import { gates } from '../../html/page/sections/verdicts.ts'
import { theme } from '../../html/page/theme.ts'
import type { AutoencoderPageData } from '../contract.ts'
import { checks } from './sections/checks.ts'
import { claims } from './sections/claims.ts'
import { cost } from './sections/cost.ts'
import { failures } from './sections/failures.ts'
import { headline } from './sections/headline.ts'
import { manifest } from './sections/manifest.ts'
import { memory } from './sections/memory.ts'
import { notices } from './sections/notices.ts'
import { quality } from './sections/quality.ts'
import { scaling } from './sections/scaling.ts'
import { setting } from './sections/setting.ts'
import { speedups } from './sections/speedups.ts'
import { stages } from './sections/stages.ts'
import { trust } from './sections/trust.ts'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
)

const { result, version } = JSON.parse(document.getElementById('data')!.textContent!) as AutoencoderPageData
const look = theme()

const sections = [
  notices(result),
  headline(result),
  speedups(result),
  stages(result, look),
  scaling(result, look),
  memory(result, look),
  quality(result, look),
  claims(result),
  checks(result),
  cost(result),
  setting(result),
  gates(result.gates),
  failures(result),
  trust(result),
  manifest(result),
].filter((each) => each !== null)

const named = sections.flatMap((each) => {
  const title = each.querySelector('h2')?.firstChild?.textContent ?? ''
  return title === '' ? [] : [{ id: each.id, title: each.id === 'trust' ? 'Trust' : title.trim() }]
})

document.getElementById('app')!.append(
  h('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
  h(
    'header',
    {},
    h(
      'div',
      { class: 'title' },
      h('h1', {}, result.suite.title),
      h(
        'p',
        {},
        `${result.manifest.machine.cpu}, ${result.manifest.machine.cores} cores · ${formatDate(result.createdAt)}`,
      ),
    ),
    look.toggle,
    h(
      'nav',
      { 'aria-label': 'Sections' },
      named.map(({ id, title }) => h('a', { href: `#${id}` }, title)),
    ),
  ),
  h('main', { id: 'main', tabindex: -1 }, sections),
  h('footer', {}, `opensora-bench ${version} · run ${result.runId} · ${formatDate(result.createdAt)}`),
)
document.getElementById(location.hash.slice(1))?.scrollIntoView()
document.documentElement.dataset.ready = 'true'
