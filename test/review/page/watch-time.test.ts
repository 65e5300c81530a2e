import { expect, test } from 'vitest'
import { WatchTime } from '../../../bench/review/page/player/watch-time.ts'

test('time counts while pictures move, not while they stand or the page is away', () => {
  const watched = new WatchTime()
  for (let tick = 0; tick <= 60; tick++) watched.tick(tick / 60)
  expect(watched.seconds).toBeCloseTo(1)
  watched.stop()
  watched.tick(10)
  watched.tick(10.1)
  expect(watched.seconds).toBeCloseTo(1.1)
  // a machine that slept
  watched.tick(50)
  expect(watched.seconds).toBeCloseTo(1.6)
  // a clock that goes back
  watched.tick(40)
  expect(watched.seconds).toBeCloseTo(1.6)
})
