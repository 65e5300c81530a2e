import { expect, test } from 'vitest'
import { isLoopback, serverNames } from '../../bench/review/hosts.ts'

test('on loopback the server has the names of this machine alone', () => {
  const { hosts, origins, origin, secure } = serverNames('127.0.0.1', 8473, null)
  expect([...hosts].sort()).toEqual(['127.0.0.1:8473', '[::1]:8473', 'localhost:8473'])
  expect([...origins].sort()).toEqual(['http://127.0.0.1:8473', 'http://[::1]:8473', 'http://localhost:8473'])
  expect({ origin, secure }).toEqual({ origin: 'http://127.0.0.1:8473', secure: false })
})

test('the name of a proxy in front counts, too, and is what links start with', () => {
  const { hosts, origins, origin, secure } = serverNames('127.0.0.1', 8473, 'https://Study.example.org')
  expect(hosts.has('study.example.org')).toBe(true)
  expect(origins.has('https://study.example.org')).toBe(true)
  expect({ origin, secure }).toEqual({ origin: 'https://study.example.org', secure: true })
})

test('listening everywhere means the addresses of this machine, not any name', () => {
  const { hosts } = serverNames('0.0.0.0', 8473, null)
  expect(hosts.has('127.0.0.1:8473')).toBe(true)
  expect(hosts.has('evil.example:8473')).toBe(false)
  expect(hosts.has('0.0.0.0:8473')).toBe(false)
})

test('browsers leave out port 80', () => {
  expect(serverNames('192.168.1.5', 80, null)).toMatchObject({ origin: 'http://192.168.1.5' })
  expect([...serverNames('192.168.1.5', 80, null).hosts]).toEqual(['192.168.1.5', '192.168.1.5:80'])
})

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['127.evil.example', false],
  ['192.168.1.5', false],
])('only this machine reaches %s: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
