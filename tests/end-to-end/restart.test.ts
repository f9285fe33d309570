import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import { readServerSentEvents, type WireEvent } from '../support/server-sent-events.js'
import { startWeftServer, temporaryFolder, type WeftServer } from '../support/weft-process.js'
import { TRIAGE_DSL } from './triage-app.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let provider: OpenAiServer

beforeEach(async () => {
  folder = await temporaryFolder()
  provider = await startOpenAiServer()
  provider.answerByDefault({
    text: Array.from({ length: 500 }, (_, i) => ` w${i}`),
    delayMs: 40,
  })
})
afterEach(async () => {
  await provider.close()
  await folder.remove()
})

const start = async (): Promise<WeftServer> =>
  startWeftServer(['--import', await folder.write('triage.yml', TRIAGE_DSL)], {
    cwd: folder.path,
    env: { OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: provider.url },
  })

const headers = (weft: WeftServer): Record<string, string> => ({
  authorization: `Bearer ${weft.app('Triage').api_key}`,
  'content-type': 'application/json',
})

/** Begins a long answer and reads it until the model speaks. */
async function beginAnswer(weft: WeftServer): Promise<{
  readonly events: AsyncGenerator<WireEvent>
  readonly runId: string
}> {
  const response = await fetch(`${weft.url}/v1/chat-messages`, {
    method: 'POST',
    headers: headers(weft),
    body: JSON.stringify({
      inputs: { name: 'Ada' },
      query: 'My head hurts badly',
      user: 'u1',
      response_mode: 'streaming',
    }),
  })
  if (!response.body) throw new Error('The answer has no body')
  const events = readServerSentEvents(response.body)
  let runId = ''
  for (;;) {
    const { value } = (await events.next()) as { readonly value: WireEvent }
    if (value.event === 'workflow_started') runId = String(value['workflow_run_id'])
    if (value.event === 'message' && value['answer'] === ' w2') return { events, runId }
  }
}

async function readRun(weft: WeftServer, runId: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${weft.url}/v1/workflows/run/${runId}`, { headers: headers(weft) })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

describe('a server that ends', () => {
  it('leaves no run running after kill -9 and a restart', async () => {
    const killed = await start()
    const { events, runId } = await beginAnswer(killed)
    expect((await readRun(killed, runId))['status']).toBe('running')
    const broken = expect(drain(events)).rejects.toThrow()
    await killed.stop('SIGKILL')
    await broken

    const restarted = await start()
    const run = await readRun(restarted, runId)
    expect(run).toMatchObject({ status: 'failed' })
    expect(String(run['error'])).toContain('restart')
    expect(run['finished_at']).toEqual(expect.any(Number))
    expect(await restarted.stop()).toBe(0)
  })

  it('keeps apps and keys over a restart', async () => {
    const first = await start()
    const { apps } = first
    expect(await first.stop('SIGTERM')).toBe(0)
    const second = await start()
    expect(second.apps).toEqual(apps)
    expect(await second.stop()).toBe(0)
  })

  it('ends within its bound although an answer is still under way, and records how that run ended', async () => {
    const weft = await startWeftServer(['--import', await folder.write('triage.yml', TRIAGE_DSL)], {
      cwd: folder.path,
      env: {
        OPENAI_API_KEY: 'sk-test-0123456789',
        OPENAI_BASE_URL: provider.url,
        WEFT_SHUTDOWN_MS: '300',
      },
    })
    const { events, runId } = await beginAnswer(weft)
    const broken = drain(events).catch(() => undefined)
    expect(await weft.stop()).toBe(0)
    await broken
    const again = await start()
    expect((await readRun(again, runId))['status']).not.toBe('running')
    await again.stop()
  })

  it('says so when the data folder is in use', async () => {
    const weft = await start()
    await expect(start()).rejects.toThrow(/another process|in use/i)
    await weft.stop()
  })
})

async function drain(events: AsyncGenerator<WireEvent>): Promise<void> {
  while (!(await events.next()).done);
}
