import { expect, test } from 'vitest'
import { videoLink } from '../../../../reports/html/page/video-link.ts'

test.each([
  ['..', 'videos', 'a b-0.mp4', '../videos/a%20b-0.mp4'],
  ['..', 'videos/Model A', 'x.mp4', '../videos/Model%20A/x.mp4'],
  ['../..', 'videos', 'x.mp4', '../../videos/x.mp4'],
  ['.', 'videos', 'x.mp4', './videos/x.mp4'],
  ['', '', 'javascript:alert(1)', './javascript%3Aalert(1)'],
  ['..', 'videos', 'what?#100%.mp4', '../videos/what%3F%23100%25.mp4'],
  ['..', '/home/me/my videos', 'ç.mp4', 'file:///home/me/my%20videos/%C3%A7.mp4'],
  ['..', 'C:\\clips\\a', 'x.mp4', 'file:///C:/clips/a/x.mp4'],
  ['..', 'videos', '\ud800.mp4', '../videos/%EF%BF%BD.mp4'],
])('from %j, folder %j, file %j', (run, folder, file, link) => {
  expect(videoLink(run, folder, file)).toBe(link)
})
