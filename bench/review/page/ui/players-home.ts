/** Where the hidden video elements live: some browsers don't play what is not in the page. */
export function playersHome(): HTMLElement {
  const home = document.createElement('div')
  home.className = 'sources'
  home.setAttribute('aria-hidden', 'true')
  document.body.append(home)
  return home
}
