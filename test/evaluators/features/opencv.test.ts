import { expect, test } from 'vitest'
import { guarded, loadOpenCv } from '../../../evaluators/features/opencv.ts'

test('OpenCV loads once, and leaves the process’s handlers of uncaught errors alone', async () => {
  const counts = () => [
    process.listenerCount('uncaughtException'),
    process.listenerCount('unhandledRejection'),
  ]
  const before = counts()
  const cv = await loadOpenCv()
  expect(counts()).toEqual(before)
  expect(await loadOpenCv()).toBe(cv)
})

test('its exceptions have a text', async () => {
  const cv = await loadOpenCv()
  const empty = new cv.Mat()
  const resize = () => cv.resize(empty, empty, new cv.Size(0, 0), 0, 0, cv.INTER_AREA)
  expect(() => guarded(cv, resize)).toThrow(/OpenCV: .*resize/s)
  empty.delete()
})
