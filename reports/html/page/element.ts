type Child = Node | string | number | null | false | undefined
type Listener = (event: never) => void
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | Listener>>

/** An HTML element. Text becomes text nodes, never markup; `on…` takes functions only; links are checked. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children)
}

/** An SVG element, by the same rules. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

function fill<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly (Child | readonly Child[])[],
): E {
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value)
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue
    element.append(typeof child === 'number' ? String(child) : (child as Node | string))
  }
  return element
}

function setAttribute(element: Element, name: string, value: Attributes[string]) {
  if (value === null || value === undefined || value === false) return
  if (typeof value === 'function') {
    element.addEventListener(name.replace(/^on/, ''), value as EventListener)
    return
  }
  if (name.startsWith('on') || name === 'style' || name === 'srcdoc') {
    throw new TypeError(`Attribute ${name} can't be text`)
  }
  if (name === 'href' || name === 'src') checkLink(String(value))
  element.setAttribute(name, value === true ? '' : String(value))
}

/** Links stay in the page, beside it, or on this machine; a scheme that runs code never gets in. */
function checkLink(link: string) {
  if (!/^(?:#|\.\.?\/|file:\/\/\/)/.test(link)) throw new TypeError(`Link ${link} leaves the report`)
}
