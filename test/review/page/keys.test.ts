import { describe, expect, test } from 'vitest'
import { type KeyPlace, keyAct, keyList } from '../../../bench/review/page/keys.ts'

const press = (key: string, place: KeyPlace = 'page', singles = true) =>
  keyAct({ key, modified: false, place }, singles)

// Printed names of keys, as the browser reports them.
const names: Record<string, string> = {
  Space: ' ',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
}

describe('keys', () => {
  test('every key of the list acts', () => {
    const listed = keyList.flatMap(({ keys }) => [...keys]).filter((key) => key !== '…')
    for (const key of listed) expect(press(names[key] ?? key), key).not.toBeNull()
    expect(listed.length).toBeGreaterThan(15)
  })

  test('small and capital letters are one key', () => {
    expect(press('L')).toEqual(press('l'))
  })

  test('digits answer', () => {
    expect(press('1')).toEqual({ kind: 'choose', digit: 1 })
    expect(press('0', 'radio')).toEqual({ kind: 'choose', digit: 0 })
  })

  test('writing is never disturbed', () => {
    for (const key of ['1', 'x', ' ', 'Enter', '?']) expect(press(key, 'text'), key).toBeNull()
  })

  test('buttons keep their own keys, radios their arrows', () => {
    expect(press(' ', 'button')).toBeNull()
    expect(press('Enter', 'button')).toBeNull()
    expect(press('l', 'button')).toEqual({ kind: 'loop' })
    expect(press('ArrowLeft', 'radio')).toBeNull()
    expect(press('.', 'radio')).toEqual({ kind: 'step', by: 1 })
    expect(press('Enter', 'radio')).toEqual({ kind: 'submit' })
  })

  test('what belongs to the browser stays there', () => {
    expect(keyAct({ key: 'r', modified: true, place: 'page' }, true)).toBeNull()
    expect(press('F5')).toBeNull()
    expect(press('Tab')).toBeNull()
  })

  test('keys of one character can be switched off', () => {
    expect(press('x', 'page', false)).toBeNull()
    expect(press(' ', 'page', false)).toBeNull()
    expect(press('Enter', 'page', false)).toEqual({ kind: 'submit' })
    expect(press('ArrowRight', 'page', false)).toEqual({ kind: 'step', by: 1 })
  })
})
