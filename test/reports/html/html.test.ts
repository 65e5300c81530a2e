import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { html } from '../../../reports/html/html.ts'
import { madeUpResult } from '../../support/run-result.ts'

const context = { runPath: '..', version: '0.1.0', allowPartial: false }
const pageOf = async (result = madeUpResult()) => (await html.files(result, context))[0]!.content as string

/** The first match, so that a failure does not print the page. */
const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[0] ?? null

test('one file without anything from outside', async () => {
  const text = await pageOf()
  const code = text.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '')
  const style = /<style>[\s\S]*?<\/style>/.exec(text)![0]
  expect(found(code, /<(?:link|iframe|object|embed|base|img)\b/i)).toBeNull()
  expect(found(code, /<script[^>]+src=/i)).toBeNull()
  expect(found(style, /@import|url\(/i)).toBeNull()
  expect(found(code, /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b\s*\(/)).toBeNull()
})

test('the policy names the script and the style by hash and allows nothing else but videos', async () => {
  const text = await pageOf()
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(text)![1]!
  const hash = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!
  const script = /<script>([\s\S]*?)<\/script>/.exec(text)![1]!
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "media-src 'self' file:",
    "img-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ])
})

test('the page’s own code makes no element from text', async () => {
  const markup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|new Function|\beval\(/
  expect(found(await pageOf(), markup)).toBeNull()
})

test('embedded data holds no character that could end its element', async () => {
  const hostile = '</script><!--<script>\u2028&'
  const text = await pageOf(madeUpResult({ models: [hostile], prompts: [hostile] }))
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(text)![1]!
  expect(found(data, /[<>&\u2028\u2029]/)).toBeNull()
  const { prompts, items } = JSON.parse(data) as { prompts: { text: string[] }; items: { models: string[] } }
  expect([prompts.text, items.models]).toEqual([[hostile], [hostile]])
  expect(/<title>([^<]*)<\/title>/.exec(text)![1]).toContain('&lt;/script&gt;')
})

test('Chart.js keeps its licence notice', async () => {
  expect(found(await pageOf(), /Chart\.js v\d[\s\S]{0,200}MIT/)).not.toBeNull()
})
