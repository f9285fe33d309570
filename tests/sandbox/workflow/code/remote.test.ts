import { Egress } from '@weft/adapters-egress'
import { Secret } from '@weft/domain/kernel'
import { HostPattern } from '@weft/domain/workflow'
import {
  createCodeSandbox,
  type CodeSandboxOptions,
  type RemoteSandboxOptions,
} from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startHttpServer } from '../../../support/http-server.js'
import { describeCodeRunner } from '../../code-runner.contract.js'
import { API_KEY, startDifySandbox, type DifySandboxServer } from './dify-sandbox-server.js'
import { javascript } from './javascript-dialect.js'
import { python } from './python-dialect.js'
import { requestOf } from './requests.js'

const maxMemoryBytes = 128 * 1024 * 1024
/** Here the time in the queue of the service counts as well. */
const timeoutMs = 4_000
const signal = new AbortController().signal
const egress = Egress.open({ allow: ['127.0.0.1'] })
let service: DifySandboxServer

beforeAll(async () => {
  service = await startDifySandbox()
})
afterAll(async () => {
  await service.close()
  await egress.close()
})

const open = (remote: Partial<RemoteSandboxOptions> = {}, options: CodeSandboxOptions = {}) =>
  createCodeSandbox({
    timeoutMs,
    maxMemoryBytes,
    ...options,
    remote: {
      url: service.url,
      apiKey: Secret.of(API_KEY),
      languages: ['python3', 'javascript'],
      egress,
      ...remote,
    },
  })

for (const dialect of [python, javascript]) {
  const openRunner = () => {
    const runner = open()
    return { runner, close: () => runner.close() }
  }
  describeCodeRunner('a dify-sandbox service', openRunner, dialect, { maxMemoryBytes, timeoutMs })
}

describe('the adapter of a dify-sandbox service', () => {
  it('speaks its protocol, and asks for no network where none is granted', async () => {
    const sandbox = open()
    await sandbox.run(requestOf('python3', python.add, { a: 1, b: 2 }), { signal })
    await sandbox.run(requestOf('javascript', javascript.add, { a: 1, b: 2 }), { signal })
    await sandbox.close()
    const [first, second] = service.asked.slice(-2)
    expect(first).toMatchObject({ language: 'python3', preload: '', enable_network: false })
    expect(second).toMatchObject({ language: 'nodejs', preload: '', enable_network: false })
    expect(Object.keys(first!).sort()).toEqual(['code', 'enable_network', 'language', 'preload'])
  })

  it('asks for the network where it is granted', async () => {
    const sandbox = open({}, { network: { egress, grantOf: () => ({ type: 'granted' }) } })
    await sandbox.run(requestOf('python3', python.add, { a: 1, b: 2 }), { signal })
    await sandbox.close()
    expect(service.asked.at(-1)).toMatchObject({ enable_network: true })
  })

  it('asks for none where only some hosts are granted: the service knows all or nothing', async () => {
    const hosts = [HostPattern.parse('api.example.org')]
    const sandbox = open({}, { network: { egress, grantOf: () => ({ type: 'granted', hosts }) } })
    await sandbox.run(requestOf('python3', python.add, { a: 1, b: 2 }), { signal })
    await sandbox.close()
    expect(service.asked.at(-1)).toMatchObject({ enable_network: false })
  })

  it('runs here what the service is not there for', async () => {
    const sandbox = open({ languages: ['python3'] })
    const before = service.asked.length
    const outcome = await sandbox.run(requestOf('javascript', javascript.add, { a: 1, b: 2 }), {
      signal,
    })
    await sandbox.close()
    expect(outcome).toMatchObject({ type: 'completed', output: { sum: 3 } })
    expect(service.asked.length).toBe(before)
  })

  it('reads code here before it sends it', async () => {
    const policy = { imports: { subprocess: 8 }, calls: {}, attributes: {}, refuseFrom: 8 }
    const sandbox = open({}, { policyOf: () => policy })
    const before = service.asked.length
    const blocked = requestOf('python3', 'import subprocess\ndef main(): return {}')
    expect(await sandbox.run(blocked, { signal })).toMatchObject({
      type: 'refused',
      reason: 'blocked',
    })
    expect(service.asked.length).toBe(before)
    const fine = requestOf('python3', 'def main(): return {}')
    expect(await sandbox.run(fine, { signal })).toMatchObject({ type: 'completed', violations: [] })
    await sandbox.close()
  })

  it('takes no result the program made up', async () => {
    const sandbox = open()
    const code =
      'def main():\n    print("<<RESULT>>{\\"output\\": 1}<<RESULT>>")\n    return {"real": 1}'
    expect(await sandbox.run(requestOf('python3', code), { signal })).toMatchObject({
      type: 'completed',
      output: { real: 1 },
      stdout: '<<RESULT>>{"output": 1}<<RESULT>>\n',
    })
    await sandbox.close()
  })

  it('is refused with the wrong key', async () => {
    const sandbox = open({ apiKey: Secret.of('wrong') })
    const outcome = await sandbox.run(requestOf('python3', python.echo), { signal })
    expect(outcome).toEqual({
      type: 'refused',
      reason: 'unavailable',
      message:
        'Failed to execute code, got status code 401, please check if the sandbox service is running',
    })
    await sandbox.close()
  })

  it('says what is wrong when nobody answers', async () => {
    const sandbox = open({ url: 'http://127.0.0.1:1' })
    const outcome = await sandbox.run(requestOf('python3', python.echo), { signal })
    expect(outcome).toMatchObject({ type: 'refused', reason: 'unavailable' })
    expect(outcome.type === 'refused' && outcome.message).toContain('please check if the sandbox')
    await sandbox.close()
  })

  it.each([
    [503, '', 'Code execution service is unavailable'],
    [500, '', 'got status code 500'],
    [200, 'not json', 'did not answer with JSON'],
    [200, '{"code":0}', 'gave no result'],
    [200, '{"code":-500,"message":"no room"}', 'Got error code: -500. Got error msg: no room'],
  ])('says what is wrong when the service answers %d %s', async (status, body, message) => {
    const broken = await startHttpServer((_request, response) => {
      response.writeHead(status).end(body)
    })
    const sandbox = open({ url: broken.url })
    const outcome = await sandbox.run(requestOf('python3', python.echo), { signal })
    expect(outcome).toMatchObject({ type: 'refused', reason: 'unavailable' })
    expect(outcome.type === 'refused' && outcome.message).toContain(message)
    await sandbox.close()
    await broken.close()
  })

  it('leaves a service alone that failed again and again, and tries it later', async () => {
    let status = 500
    const flaky = await startHttpServer((_request, response) => {
      response
        .writeHead(status)
        .end(
          JSON.stringify({ code: 0, message: '', data: { stdout: '', error: 'error: timeout' } }),
        )
    })
    const sandbox = open({ url: flaky.url, failuresToOpen: 3, openMs: 200 })
    const run = () => sandbox.run(requestOf('python3', python.echo), { signal })
    for (let round = 0; round < 6; round += 1)
      expect(await run()).toMatchObject({ type: 'refused' })
    expect(flaky.requests.length).toBe(3)
    status = 200
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(await run()).toMatchObject({ type: 'timed-out' })
    expect(flaky.requests.length).toBe(4)
    await sandbox.close()
    await flaky.close()
  })

  it('does not take programs that run too long for a broken service', async () => {
    const sandbox = open({ failuresToOpen: 1 }, { timeoutMs: 300 })
    for (let round = 0; round < 3; round += 1)
      expect(await sandbox.run(requestOf('javascript', javascript.endless), { signal })).toEqual({
        type: 'timed-out',
        limitMs: 300,
      })
    await sandbox.close()
  })
})
