import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runProgram, type CommandHost } from '@weft/server'
import { startHttpServer } from '../support/http-server.js'
import { temporaryFolder } from '../support/weft-process.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

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

describe('weft sandbox run', () => {
  it('prints what main returns, and what it prints apart from it', async () => {
    await folder.write('sum.py', 'def main(a, b):\n    print("adding")\n    return {"sum": a + b}')
    const { exitCode, stdout, stderr } = await weft([
      ...['sandbox', 'run', 'sum.py', '--inputs', '{"a":1,"b":2}'],
    ])
    expect({ exitCode, output: JSON.parse(stdout) as unknown }).toEqual({
      exitCode: 0,
      output: { sum: 3 },
    })
    expect(stderr).toContain('adding')
  })

  it('takes the language by name and the inputs from a file', async () => {
    await folder.write('code.txt', 'const main = ({ n }: { n: number }): object => ({ n: n + 1 })')
    await folder.write('inputs.json', '{"n":41}')
    const { exitCode, stdout } = await weft([
      ...['sandbox', 'run', '--language', 'typescript', 'code.txt', '--inputs', '@inputs.json'],
    ])
    expect({ exitCode, output: JSON.parse(stdout) as unknown }).toEqual({
      exitCode: 0,
      output: { n: 42 },
    })
  })

  it('ends with 1 and names the line when the code fails', async () => {
    await folder.write('bad.js', 'function main() {\n  throw new RangeError("no")\n}')
    const { exitCode, stderr } = await weft(['sandbox', 'run', 'bad.js'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('RangeError: no (line 2)')
  })

  it('shows what reading the code found', async () => {
    await folder.write('eval.py', 'def main():\n    return {"n": eval("1")}')
    const { stderr, stdout } = await weft(['sandbox', 'run', 'eval.py', '--analyse'])
    expect(stderr).toContain('Calls eval.')
    expect(JSON.parse(stdout)).toEqual({ n: 1 })
    const { stdout: json } = await weft(['sandbox', 'run', 'eval.py', '--analyse', '--json'])
    expect(JSON.parse(json)).toMatchObject({
      type: 'completed',
      violations: [{ line: 2, severity: 6 }],
    })
  })

  it.each([
    ['a file that is not there', ['sandbox', 'run', 'nowhere.py']],
    ['a language nobody knows', ['sandbox', 'run', 'x.txt', '--language', 'cobol']],
    ['inputs that are no JSON', ['sandbox', 'run', 'x.py', '--inputs', '{']],
  ])('ends with 2 for %s', async (_name, args) => {
    expect((await weft(args)).exitCode).toBe(2)
  })
})

describe('the sandbox configuration', () => {
  it('grants the network, to public addresses and to those named for code', async () => {
    const server = await startHttpServer((_request, response) => response.end('hello'))
    await folder.write(
      'get.py',
      `import requests\ndef main():\n    return {"text": requests.get("${server.url}").text}`,
    )
    await folder.write('weft.yaml', `sandbox: { networkAllow: ["127.0.0.1:${server.port}"] }\n`)
    const denied = await weft(['sandbox', 'run', 'get.py'])
    expect(denied.exitCode).toBe(1)
    expect(denied.stderr).toContain('WEFT_SANDBOX_NETWORK=true')
    const forbidden = await weft(['sandbox', 'run', 'get.py'], { WEFT_SANDBOX_NETWORK: 'false' })
    expect(forbidden.stderr).toContain('the operator forbids it to every workspace')
    expect(server.requests).toEqual([])
    for (const word of ['true', '1', 'granted']) {
      const granted = await weft(['sandbox', 'run', 'get.py'], { WEFT_SANDBOX_NETWORK: word })
      expect(JSON.parse(granted.stdout)).toEqual({ text: 'hello' })
    }
    await server.close()
  })

  it('refuses code by a policy', async () => {
    await folder.write('weft.yaml', 'sandbox: { policy: { calls: { eval: 7 }, refuseFrom: 7 } }\n')
    await folder.write('eval.js', 'function main() { return eval("1") }')
    const { exitCode, stderr } = await weft(['sandbox', 'run', 'eval.js'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('The policy of the workspace forbids this code: Calls eval. (line 1)')
  })

  it('sends code to a remote service, whose key is not shown', async () => {
    const asked: string[] = []
    const server = await startHttpServer((request, response) => {
      asked.push(String(request.headers['x-api-key']))
      response.end('{"code":0,"message":"success","data":{"stdout":"","error":"error: timeout"}}')
    })
    const remote = `{ url: "${server.url}", apiKey: planted-key-0123456789, languages: [python3] }`
    await folder.write('weft.yaml', `sandbox: { remote: ${remote} }\n`)
    await folder.write('code.py', 'def main():\n    return {}')
    const { stderr } = await weft(['sandbox', 'run', 'code.py'])
    await server.close()
    expect(stderr).toContain('timed-out')
    expect(asked).toEqual(['planted-key-0123456789'])
    expect((await weft(['config'])).stdout).not.toContain('planted-key-0123456789')
  })

  it.each([
    ['sandbox: { go: bin/go }', 'absolute path'],
    ['sandbox: { network: maybe }', 'network'],
    ['sandbox: { policy: { calls: { eval: 11 } } }', 'eval'],
    ['sandbox: { remote: { url: "http://x" } }', 'apiKey'],
  ])('is refused when it says %s', async (text, named) => {
    await folder.write('weft.yaml', `${text}\n`)
    const { exitCode, stderr } = await weft(['config'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(named)
  })
})

describe('weft sandbox bench', () => {
  it('prints figures for every language', async () => {
    const { exitCode, stdout } = await weft(['sandbox', 'bench', '--json'])
    expect(exitCode).toBe(0)
    const figures = JSON.parse(stdout) as { what: string; value: number }[]
    for (const language of ['python3', 'javascript', 'typescript'])
      expect(
        figures.filter(({ what, value }) => what.startsWith(language) && value > 0),
      ).toHaveLength(4)
  })
})
