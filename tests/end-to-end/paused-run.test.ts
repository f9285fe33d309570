import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { APPROVAL_WORKFLOW } from '../application/support/approval-documents.js'
import { startWeftServer, temporaryFolder, type WeftServer } from '../support/weft-process.js'

type Json = Readonly<Record<string, unknown>>

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const start = async (): Promise<WeftServer> =>
  startWeftServer(['--import', await folder.write('approvals.yml', APPROVAL_WORKFLOW)], {
    cwd: folder.path,
  })

async function call(weft: WeftServer, path: string, body?: object): Promise<Json> {
  const response = await fetch(`${weft.url}/v1${path}`, {
    headers: {
      authorization: `Bearer ${weft.app('Approvals').api_key}`,
      'content-type': 'application/json',
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Json
}

describe('a run that waits for people', () => {
  it('goes on after the server was killed and started again', async () => {
    const killed = await start()
    const paused = await call(killed, '/workflows/run', { inputs: { topic: 'v2' }, user: 'u1' })
    const { reasons } = paused['data'] as { readonly reasons: readonly Json[] }
    const token = String(reasons[0]?.['form_token'])
    await killed.stop('SIGKILL')

    const restarted = await start()
    const runPath = `/workflows/run/${String(paused['workflow_run_id'])}`
    expect(await call(restarted, runPath)).toMatchObject({ status: 'paused' })
    await call(restarted, `/form/human_input/${token}`, {
      inputs: { note: 'go' },
      action: 'approve',
      user: 'u2',
    })
    await vi.waitFor(async () => {
      expect(await call(restarted, runPath)).toMatchObject({
        status: 'succeeded',
        outputs: { note: 'go', action: 'approve' },
      })
    }, 5_000)
    expect(await restarted.stop()).toBe(0)
  })
})
