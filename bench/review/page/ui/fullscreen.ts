/** The stage over the whole screen and back; over the whole window where the browser allows no more (iPhone). */
export function toggleFullscreen(): void {
  const stage = document.getElementById('stage')
  if (stage === null) return
  if (document.fullscreenElement !== null) void document.exitFullscreen()
  else if (stage.classList.contains('filling')) stage.classList.remove('filling')
  else if (typeof stage.requestFullscreen === 'function') {
    stage.requestFullscreen().catch(() => stage.classList.add('filling'))
  } else stage.classList.add('filling')
}
