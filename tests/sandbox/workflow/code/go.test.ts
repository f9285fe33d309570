import { chmod } from 'node:fs/promises'

import { createCodeSandbox } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

import { describeCodeRunner } from '../../code-runner.contract.js'
import { goCommand, goNote } from '../../../support/go-toolchain.js'
import { temporaryFolder } from '../../../support/weft-process.js'
import { go } from './go-dialect.js'
import { requestOf } from './requests.js'

const command = goCommand
/** Writing JSON takes Go several times the size of the text. */
const maxMemoryBytes = 128 * 1024 * 1024
const signal = new AbortController().signal

describe.runIf(command !== undefined)(`Go with the toolchain of this machine${goNote}`, () => {
  const open = () => {
    const runner = createCodeSandbox({
      timeoutMs: 1_500,
      maxMemoryBytes,
      go: { command: command ?? '', compileTimeoutMs: 120_000 },
    })
    return { runner, close: () => runner.close() }
  }
  describeCodeRunner('the code sandbox', open, go, { maxMemoryBytes })

  const sandbox = createCodeSandbox({ go: { command: command ?? '/' } })
  afterAll(() => sandbox.close())
  const run = (code: string) => sandbox.run(requestOf('go', code), { signal })

  it.each([
    ['reads a file', 'os', 'text, err := os.ReadFile("/etc/passwd")\nreturn string(text), err'],
    ['lists the root', 'os', 'found, err := os.ReadDir("/")\nreturn len(found), err'],
    ['dials', 'net', 'conn, err := net.Dial("tcp", "127.0.0.1:1")\nreturn conn != nil, err'],
    [
      'starts a process',
      'os/exec',
      'found, err := exec.Command("/bin/id").Output()\nreturn string(found), err',
    ],
  ])(
    'gives nothing to code that %s',
    async (_name, module, body) => {
      const code = `package main\nimport "${module}"\nfunc Main(inputs map[string]any) (any, error) {\n${body}\n}`
      expect(await run(code)).toMatchObject({ type: 'failed' })
    },
    60_000,
  )

  it('shows no variable and no argument', async () => {
    const code =
      'package main\nimport "os"\nfunc Main(inputs map[string]any) (any, error) { return []any{os.Environ(), os.Args}, nil }'
    const outcome = await run(code)
    expect(outcome.type === 'completed' && JSON.stringify(outcome.output)).toMatch(
      /^\[(null|\[\]),(null|\[\])\]$/,
    )
  }, 60_000)

  it('refuses a program that imports what nobody gives', async () => {
    const code =
      'package main\n//go:wasmimport host secret\nfunc secret() uint32\nfunc Main(inputs map[string]any) (any, error) { return secret(), nil }'
    expect(await run(code)).toMatchObject({ type: 'crashed', message: /host\.secret/ as never })
  }, 60_000)

  it('sleeps and counts time', async () => {
    const code =
      'package main\nimport "time"\nfunc Main(inputs map[string]any) (any, error) { a := time.Now(); time.Sleep(20 * time.Millisecond); return time.Since(a) >= 20*time.Millisecond, nil }'
    expect(await run(code)).toMatchObject({ type: 'completed', output: true })
  }, 60_000)
})

describe('Go without a toolchain', () => {
  it('is refused with a word about what it needs', async () => {
    const plain = createCodeSandbox()
    expect(await plain.run(requestOf('go', go.add), { signal })).toMatchObject({
      type: 'refused',
      reason: 'unsupported-language',
      message: expect.stringContaining('sandbox.go') as string,
    })
    await plain.close()
  })

  it('is refused where the command named cannot be run', async () => {
    const broken = createCodeSandbox({ go: { command: '/nowhere/go' } })
    expect(await broken.run(requestOf('go', go.add), { signal })).toMatchObject({
      type: 'refused',
      reason: 'unavailable',
      message: 'Go cannot be compiled: /nowhere/go cannot be run.',
    })
    await broken.close()
  })

  it('is refused where the toolchain is too old', async () => {
    const folder = await temporaryFolder()
    const command = `${folder.path}/go`
    await folder.write('go', '#!/bin/sh\necho go1.19.8\n')
    await chmod(command, 0o755)
    const old = createCodeSandbox({ go: { command } })
    expect(await old.run(requestOf('go', go.add), { signal })).toMatchObject({
      type: 'refused',
      reason: 'unavailable',
      message: `Go cannot be compiled: ${command} is Go 1.19; Go 1.21 or later is needed.`,
    })
    await old.close()
    await folder.remove()
  })
})
