import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { importVotes } from '../../bench/review/import-votes.ts'
import { exportOffline } from '../../bench/review/offline-export.ts'
import { offlineVotesSchema } from '../../bench/review/offline-votes.ts'
import type { RaterDesk } from '../../bench/review/study-state.ts'
import { readStudy } from '../../bench/store/studies.ts'
import { describeBrowser } from '../support/browser.ts'
import { servedStudy } from '../support/review-page.ts'

const models = ['secret-model-aurora', 'secret-model-borealis']

describeBrowser('an offline form', (browser) => {
  const served = servedStudy(
    {
      models,
      prompts: 3,
      raters: 2,
      ratersPerItem: 1,
      goldRate: 0,
      repeatRate: 0,
      minimumWatchSeconds: 0.3,
    },
    { frames: 24, fps: 24, width: 192, height: 112 },
  )
  const form = join(served.folder, 'form of 李雷')
  let desk: RaterDesk

  beforeAll(async () => {
    desk = (await served.site.review.addRater('offline', 'Li Lei / 1')).desk
    const { secret } = (await readStudy(served.run.store))!
    const count = await exportOffline({
      review: served.site.review,
      secret,
      desk,
      runFolder: served.run.path,
      folder: form,
    })
    expect(count).toBe(desk.items.length)
  })

  test('names no model, run or file', async () => {
    const files = await readdir(form, { recursive: true })
    expect(files.filter((name) => name.endsWith('.mp4'))).toHaveLength(2 * desk.items.length)
    const { clips } = served.site.review.state
    const secrets = [
      ...models,
      'secret',
      served.run.path,
      ...clips.flatMap(({ clipId, path, source }) => [clipId, path, source.path]),
    ]
    for (const file of files.filter((name) => /\.\w+$/.test(name))) {
      const content = await readFile(join(form, file))
      for (const name of secrets) expect(content.includes(name), `${file}: ${name}`).toBe(false)
    }
  })

  test('is not written over what is there', async () => {
    const { secret } = (await readStudy(served.run.store))!
    const again = exportOffline({
      review: served.site.review,
      secret,
      desk,
      runFolder: served.run.path,
      folder: form,
    })
    await expect(again).rejects.toMatchObject({ problem: { code: 'EXPORT_FOLDER' } })
  })

  test('works from file://, keeps its answers between openings, and hands over a file', async () => {
    const broken = desk.items.at(-1)!
    const brokenId = served.site.review.state.publicId(desk, broken)
    await writeFile(join(form, 'clips', `${brokenId}-first.mp4`), 'no video at all')
    const context = await browser().newContext({ locale: 'en-GB', acceptDownloads: true })
    const address = pathToFileURL(join(form, 'index.html')).href
    const trouble: string[] = []
    const open = async () => {
      const page = await context.newPage()
      page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
      page.on('pageerror', (error) => trouble.push(error.message))
      await page.goto(address)
      await page.waitForSelector('.welcome')
      return page
    }
    let page = await open()
    await page.keyboard.press('Enter')
    await page.waitForSelector('.question')
    await expect
      .poll(() => page.evaluate('Number(document.querySelector(".timeline input").value)'))
      .toBeGreaterThan(2)
    for (let item = 0; item < desk.items.length; item++) {
      if (item === 2) {
        await page.close()
        page = await open()
        await page.keyboard.press('Enter')
      }
      await page.waitForSelector('.question')
      const before = await page.locator('#item-title').textContent()
      if (desk.items[item] === broken) await page.locator('.veil button').click()
      else {
        for (const digit of ['2', '3', '1']) await page.keyboard.press(digit)
        await page.waitForSelector('.submit-bar .primary[aria-disabled=false]')
        await page.keyboard.press('Enter')
      }
      await expect
        .poll(
          async () =>
            (await page.locator('.done').count()) > 0 ||
            (await page.locator('#item-title').textContent()) !== before,
        )
        .toBe(true)
    }
    await page.waitForSelector('.done button')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the answers' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('answers-Li-Lei-1.json')
    const text = await readFile(await download.path(), 'utf8')
    const answers = offlineVotesSchema.parse(JSON.parse(text))
    const answered = desk.items.slice(0, -1)
    expect(answers.votes.map(({ vote }) => vote.itemId)).toEqual(
      answered.map((item) => served.site.review.state.publicId(desk, item)),
    )
    expect(answers.troubles?.map(({ trouble }) => trouble)).toMatchObject([
      { itemId: brokenId, trouble: 'cannot-play', detail: expect.stringMatching(/\S/) },
    ])
    expect(trouble).toEqual([])
    await context.close()

    const { secret } = (await readStudy(served.run.store))!
    const taken = importVotes('answers.json', text, { state: served.site.review.state, secret, stored: [] })
    expect(taken.refused).toEqual([])
    expect(taken.votes.map(({ itemId }) => itemId)).toEqual(answered.map(({ id }) => id))
    expect(taken.setAside.map(({ itemId }) => itemId)).toEqual([broken.id])
  })
})
