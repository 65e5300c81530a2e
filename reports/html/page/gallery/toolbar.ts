import type { ReportData } from '../data.ts'
import { h } from '../element.ts'
import type { Filter } from './filter.ts'

/** The gallery's controls. Text is taken over after a short rest, choices at once. */
export function toolbar(data: ReportData, change: (change: Partial<Filter>) => void) {
  let timer = 0
  const text = h('input', {
    type: 'search',
    placeholder: 'Words of a prompt, or an id',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => change({ text: text.value }), 150)
    },
  })
  const dimension = select(
    [['', 'All'], ...data.dimensions.map((id) => [id, data.title(id)] as const)],
    (value) => change({ dimension: value }),
  )
  const model = select(
    [['', 'All'], ...data.page.items.models.map((label) => [label, label] as const)],
    (value) => change({ model: value }),
  )
  const show = select(
    [
      ['all', 'All clips'],
      ['failed', 'Failed'],
      ['unscored', 'Not scored'],
    ],
    (value) => change({ show: value as Filter['show'] }),
  )
  const sort = select(
    [
      ['prompt', 'Prompt order'],
      ['worst', 'Worst first'],
      ['best', 'Best first'],
    ],
    (value) => change({ sort: value as Filter['sort'] }),
  )
  const element = h(
    'form',
    {
      class: 'tools',
      role: 'search',
      'aria-label': 'Clips',
      onsubmit: (event: Event) => event.preventDefault(),
    },
    labelled('Find', text, 'find'),
    labelled('Dimension', dimension),
    data.page.items.models.length > 1 && labelled('Model', model),
    labelled('Show', show),
    labelled('Sort', sort),
  )
  return {
    element,
    show(filter: Filter) {
      if (document.activeElement !== text) text.value = filter.text
      dimension.value = filter.dimension
      model.value = filter.model
      show.value = filter.show
      sort.value = filter.sort
    },
  }
}

function select(
  options: readonly (readonly [value: string, label: string])[],
  change: (value: string) => void,
) {
  const element = h(
    'select',
    { onchange: () => change(element.value) },
    options.map(([value, label]) => h('option', { value }, label)),
  )
  return element
}

function labelled(label: string, control: HTMLElement, className = '') {
  return h('label', { class: className }, h('span', {}, label), control)
}
