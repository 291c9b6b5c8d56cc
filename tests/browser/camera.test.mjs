// Does the browser's own camera read a card that came out of the printer? Nothing of the page is replaced here: the sheet is
// printed, drawn as dots, cut out around one card, and held before Chromium's camera as a film.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { filmOf } from './film.mjs'
import { found, importRegister, laneCode } from './furnish.mjs'
import { Program } from './program.mjs'
import { openBrowser, Till } from './till.mjs'

const ELDER = { name: '王秀英', birth: '1948-03-12', sex: '女' }

let folder
let program
let browser
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canteen-film-'))
  program = await Program.start()
})
after(async () => {
  await browser?.close()
  await program?.stop()
  await rm(folder, { recursive: true, force: true })
})

it('a printed card held before the camera buys a lunch', async () => {
  const admin = await found(program)
  await importRegister(admin, [ELDER])
  const { batch } = await admin.post('/cards/issue', { id: newId(), all_eligible: true })
  const film = await filmOf(await printed(batch), folder)

  browser = await openBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`])
  const till = await Till.open(browser)
  await till.openLane(program.url, await laneCode(admin))
  await till.choose('摄像头扫码', '开')
  assert.match(await till.stage('yes'), /王\*英[\s\S]*9\.90/)
  await till.confirm()
  await till.stage('done')
  const [{ identified_by: by, diner, pays }] = (await till.today()).last
  assert.deepEqual([by, diner.name, pays], ['card', '王*英', '9.90'])
  till.witness.judge(program.url)
})

/** The PDF of a batch, as the office prints it. */
async function printed(batch) {
  const office = await openBrowser()
  try {
    const desk = await Desk.open(office, program.url)
    await desk.signIn()
    await desk.goto(`/office/cards/print?batch=${batch}`)
    await desk.page.locator('.desk-sheets .sheet').first().waitFor()
    return await desk.page.pdf({ preferCSSPageSize: true })
  } finally {
    await office.close()
  }
}
