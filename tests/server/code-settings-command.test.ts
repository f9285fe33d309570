import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runProgram, type CommandHost } from '@weft/server'
import { temporaryFolder } from '../support/weft-process.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

async function weft(args: readonly string[], environment: CommandHost['environment'] = {}) {
  let stdout = ''
  let stderr = ''
  const host: CommandHost = {
    workingDir: folder.path,
    environment,
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    onInterrupt: () => () => undefined,
  }
  return { exitCode: await runProgram(args, host), stdout, stderr }
}

const DEFAULT = '00000000-0000-7000-8000-000000000001'
type Line = {
  readonly network: string
  readonly decided: Readonly<Record<string, unknown>>
  readonly operator: Readonly<Record<string, unknown>>
}
const json = async (args: readonly string[], environment?: CommandHost['environment']) => {
  const { exitCode, stdout, stderr } = await weft(['sandbox', ...args, '--json'], environment)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as Line
}

describe('weft sandbox settings', () => {
  it('shows that nothing was decided, and what that means', async () => {
    expect(await json(['settings'])).toEqual({
      workspace: DEFAULT,
      network: 'denied',
      decided: {
        network: null,
        allowed_hosts: null,
        blocked_imports: {},
        blocked_calls: {},
        refuse_from: null,
      },
      operator: { network: 'by-grant', private_hosts: [], policy: null },
    })
    expect((await weft(['sandbox', 'settings'])).stdout).toContain('denied: nobody granted it')
  })

  it('T-A12: shows the ceiling: what the operator forbids stays forbidden', async () => {
    const forbidden = { WEFT_SANDBOX_NETWORK: 'false' }
    const granted = await json(['network', 'grant'], forbidden)
    expect(granted).toMatchObject({ network: 'denied', decided: { network: 'granted' } })
    const { stdout } = await weft(['sandbox', 'settings'], forbidden)
    expect(stdout).toContain('the operator forbids it to everybody')
    expect(stdout).toContain('the grant has no effect')
    expect(await json(['network', 'reset'])).toMatchObject({ decided: { network: null } })
  })

  it.each([
    ['a workspace that is no id', ['settings', '--workspace', 'x'], 2, 'is no id of a workspace'],
    [
      'a workspace that is not there',
      ['settings', '--workspace', '018f2f7a-1111-7aaa-8bbb-000000000001'],
      1,
      'There is no workspace',
    ],
    ['a host that is none', ['network', 'grant', '--host', 'http://x'], 1, 'is no host'],
    ['two wishes at once', ['network', 'grant', '--host', 'a.org', '--any-host'], 2, 'not both'],
    ['a host that was not granted', ['network', 'revoke', '--host', 'a.org'], 1, 'single hosts'],
    ['a severity that is none', ['policy', '--refuse-from', '11'], 2, 'is no severity'],
    ['a severity that is a word', ['policy', '--block-call', 'eval=bad'], 2, 'is no severity'],
    ['a reset with more', ['policy', '--reset', '--block-call', 'eval'], 2, 'give it alone'],
    ['an option that is the operator’s', ['policy', '--timeout-ms', '1'], 2, 'unknown option'],
  ])('refuses %s', async (_name, args, exitCode, said) => {
    const refused = await weft(['sandbox', ...args])
    expect(refused.exitCode).toBe(exitCode)
    expect(refused.stderr).toContain(said)
  })

  it.each(['settings', 'network', 'policy'])('explains %s', async (command) => {
    const { exitCode, stdout } = await weft(['sandbox', command, '--help'])
    expect(exitCode).toBe(0)
    expect(stdout.length).toBeGreaterThan(300)
  })
})

describe('weft sandbox network', () => {
  beforeEach(() => weft(['sandbox', 'network', 'reset']))

  it('grants and revokes', async () => {
    expect(await json(['network', 'grant'])).toMatchObject({ network: 'granted' })
    expect(await json(['settings'])).toMatchObject({ network: 'granted' })
    expect(await json(['network', 'revoke'])).toMatchObject({ network: 'denied' })
    const { stdout } = await weft(['sandbox', 'network', 'grant'])
    expect(stdout).toContain('within 10 seconds')
  })

  it('grants hosts one by one, and takes the network with the last one', async () => {
    await json(['network', 'grant', '--host', 'b.org', 'a.org'])
    expect(await json(['network', 'grant', '--host', '*.c.org:8443'])).toMatchObject({
      network: 'granted',
      decided: { allowed_hosts: ['*.c.org:8443', 'a.org', 'b.org'] },
    })
    await json(['network', 'revoke', '--host', 'a.org', '*.c.org:8443'])
    expect(await json(['network', 'revoke', '--host', 'b.org'])).toMatchObject({
      network: 'denied',
      decided: { network: 'denied', allowed_hosts: null },
    })
    await json(['network', 'grant', '--host', 'a.org'])
    expect(await json(['network', 'grant', '--any-host'])).toMatchObject({
      decided: { allowed_hosts: null },
    })
  })
})

describe('weft sandbox policy', () => {
  it('blocks, bounds, takes back and shows', async () => {
    await json(['policy', '--block-import', 'subprocess=9', 'pickle', '--block-call', 'eval'])
    expect(
      await json(['policy', '--unblock-import', 'pickle', '--refuse-from', '8']),
    ).toMatchObject({
      decided: { blocked_imports: { subprocess: 9 }, blocked_calls: { eval: 8 }, refuse_from: 8 },
    })
    const { stdout } = await weft(['sandbox', 'policy'])
    expect(stdout).toContain('subprocess (9)')
    expect(stdout).toContain('from severity 8 on')
    expect(await json(['policy', '--refuse-from', 'never'])).toMatchObject({
      decided: { refuse_from: null },
    })
    expect(await json(['policy', '--reset'])).toMatchObject({ decided: { blocked_imports: {} } })
  })
})
