// Outlines on a 20 × 20 grid, drawn for this page.
const paths = {
  play: 'M6 4.2v11.6L15.5 10z',
  pause: 'M6 4h3v12H6zM11 4h3v12h-3z',
  back: 'M12.5 4.5v11L6 10zM4 4.5h1.6v11H4z',
  forward: 'M7.5 4.5v11L14 10zM14.4 4.5H16v11h-1.6z',
  restart: 'M10 4a6 6 0 1 1-5.8 4.5h1.8A4.3 4.3 0 1 0 10 5.7V8L5.8 4.8 10 1.6z',
  loop: 'M5 6h8V3.6L17 7l-4 3.4V8H5v3H3V8a2 2 0 0 1 2-2zm10 8H7v2.4L3 13l4-3.4V12h8V9h2v3a2 2 0 0 1-2 2z',
  swap: 'M3 6.2h9.5V3.4L17 7l-4.5 3.6V7.8H3zm14 7.6H7.5v2.8L3 13l4.5-3.6v2.8H17z',
  fullscreen: 'M3 3h5v1.8H4.8V8H3zm9 0h5v5h-1.8V4.8H12zM3 12h1.8v3.2H8V17H3zm12.2 0H17v5h-5v-1.8h3.2z',
  check: 'M8 14.4 3.6 10l1.3-1.3L8 11.8l7.1-7.1L16.4 6z',
  clock:
    'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm0 1.7a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6zM9.2 6h1.6v3.7l2.6 1.5-.8 1.4-3.4-2z',
} as const

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  )
}
