import { runProgram, type CommandHost } from '@weft/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import { temporaryFolder } from '../support/weft-process.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let provider: OpenAiServer

beforeEach(async () => {
  folder = await temporaryFolder()
  provider = await startOpenAiServer()
})
afterEach(async () => {
  await provider.close()
  await folder.remove()
})

async function weft(...args: readonly string[]) {
  let stdout = ''
  let stderr = ''
  const host: CommandHost = {
    workingDir: folder.path,
    environment: { OPENAI_API_KEY: 'sk-planted', OPENAI_BASE_URL: provider.url },
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    onInterrupt: () => () => undefined,
  }
  return { exitCode: await runProgram(args, host), stdout, stderr }
}

const configure = (quotas: string) =>
  folder.write('weft.yaml', `models:\n  hosted:\n    openai:\n      quotas: ${quotas}\n`)

describe('models.hosted', () => {
  it("limits what the workspace may use of the operator's provider", async () => {
    await configure('[{ type: trial, unit: times, limit: 1, restrictModels: [gpt-4o-mini] }]')
    expect((await weft('models', 'test', 'openai/gpt-4o')).stderr).toContain('not part of')
    expect((await weft('models', 'test', 'openai/gpt-4o-mini')).exitCode).toBe(0)
    const refused = await weft('models', 'test', 'openai/gpt-4o-mini')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('quota of the hosted model provider is used up')
    expect(provider.requests).toHaveLength(1)

    const shown = await weft('models', 'quota')
    expect(shown.stdout).toMatch(/openai +quota-exceeded +.* trial +1 of 1 times +in use/)
    const granted = await weft('models', 'quota', 'openai', '--grant', 'trial=5', '--json')
    expect(JSON.parse(granted.stdout)).toEqual({
      provider: 'openai',
      status: 'active',
      preferred: 'system',
      in_use: 'system',
      current: 'trial',
      quotas: [{ type: 'trial', unit: 'times', limit: 5, used: 1, valid: true }],
    })
    expect((await weft('models', 'test', 'openai/gpt-4o-mini')).exitCode).toBe(0)
    const listed = await weft('models', 'list', '--all', '--json')
    expect(listed.stdout).toMatch(/"model":"gpt-4o",.*"status":"no-permission"/)
    expect(listed.stdout).toMatch(/"model":"gpt-4o-mini",.*"status":"active"/)
  }, 60_000)

  it('lets the workspace choose whose credentials are used', async () => {
    await configure('[{ type: paid, limit: -1 }]')
    const custom = await weft('models', 'quota', 'openai', '--prefer', 'custom', '--json')
    expect(JSON.parse(custom.stdout)).toMatchObject({ preferred: 'custom', in_use: 'system' })
    const none = await weft('models', 'quota', 'openai', '--prefer', 'none')
    expect(none.stdout).toMatch(/0 of unlimited tokens/)
  }, 60_000)

  it.each([
    ['[]', 'quotas'],
    ['[{ type: gold }]', 'type'],
    ['[{ type: trial, limit: -2 }]', 'limit'],
    ['[{ type: trial }, { type: trial }]', 'each type once'],
    ['[{ type: trial, unit: euros }]', 'unit'],
    ['[{ type: trial, credits: { gpt: -1 } }]', 'credits'],
  ])('refuses %s and names %s', async (quotas, named) => {
    await configure(quotas)
    const { exitCode, stderr } = await weft('models', 'quota')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(named)
  })

  it('refuses quotas of a provider that is not configured', async () => {
    await folder.write(
      'weft.yaml',
      'models: { hosted: { mistral: { quotas: [{ type: trial, limit: 1 }] } } }\n',
    )
    const { exitCode, stderr } = await weft('models', 'quota')
    expect(exitCode).not.toBe(0)
    expect(stderr).toMatch(/models\.hosted.*"mistral".*--environment/s)
  }, 60_000)

  it.each([
    [['--grant', 'trial=x'], 'type=number'],
    [['--grant', 'gold=1'], 'paid, free, trial'],
    [['--prefer', 'best'], 'custom, system or none'],
  ])('refuses %j', async (options, expected) => {
    const { exitCode, stderr } = await weft('models', 'quota', 'openai', ...options)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(expected)
    const nameless = await weft('models', 'quota', '--grant', 'trial=1')
    expect(nameless.stderr).toContain('Name the provider')
  })
})
