import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runProgram, type CommandHost } from '@weft/server'
import { temporaryFolder } from '../support/weft-process.js'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

type Run = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

async function weft(
  args: readonly string[],
  environment: CommandHost['environment'] = {},
): Promise<Run> {
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

describe('weft config', () => {
  it('shows the defaults where nothing is set', async () => {
    const { exitCode, stdout } = await weft(['config'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('host: 127.0.0.1')
    expect(stdout).toContain('port: 5001')
  })

  it('puts the file over the defaults and the environment over the file', async () => {
    await folder.write('weft.yaml', 'port: 6000\nhost: 0.0.0.0\n')
    const { stdout } = await weft(['config'], { WEFT_PORT: '7000' })
    expect(stdout).toContain('host: 0.0.0.0')
    expect(stdout).toContain('port: 7000')
  })

  it('hides every secret', async () => {
    const { stdout } = await weft(['config'], {
      WEFT_SECRET_KEY: 'ab'.repeat(32),
      WEFT_DATABASE_URL: 'postgresql://weft:planted-password@db/weft',
      OPENAI_API_KEY: 'sk-planted-0123456789',
    })
    expect(stdout).not.toContain('planted')
    expect(stdout).not.toContain('abababababab')
    expect(stdout).toContain('********@db')
  })

  it('adds providers of the environment to those of the file', async () => {
    await folder.write(
      'weft.yaml',
      'models:\n  providers:\n    - { id: local, baseUrl: "http://127.0.0.1:8000/v1" }\n',
    )
    const { stdout } = await weft(['config'], { OPENAI_API_KEY: 'sk-0123456789abcdef' })
    expect(stdout).toContain('id: local')
    expect(stdout).toContain('id: openai')
    expect(stdout).toContain('https://api.openai.com/v1')
  })

  it.each([
    ['GEMINI_API_KEY', 'id: google'],
    ['AZURE_OPENAI_API_KEY', 'providers: []'],
    ['AWS_BEARER_TOKEN_BEDROCK', 'region: us-east-1'],
    ['DASHSCOPE_API_KEY', 'id: qwen'],
    ['CO_API_KEY', 'id: cohere'],
  ])('configures a provider by %s alone, where that is enough', async (variable, shown) => {
    const { stdout } = await weft(['config'], { [variable]: 'key-0123456789' })
    expect(stdout).toContain(shown)
    expect((await weft(['config'], { [variable]: ' ' })).stdout).toContain('providers: []')
  })

  it('takes the details of a provider from further variables', async () => {
    const bedrock = await weft(['config'], {
      AWS_BEARER_TOKEN_BEDROCK: 'key-0123456789',
      AWS_REGION: 'eu-west-1',
    })
    expect(bedrock.stdout).toContain('region: eu-west-1')
    const azure = await weft(['config'], {
      AZURE_OPENAI_API_KEY: 'key-0123456789',
      AZURE_OPENAI_ENDPOINT: 'https://mine.openai.azure.com',
      AZURE_OPENAI_API_VERSION: '2024-10-21',
      AZURE_OPENAI_DEPLOYMENT: 'my-chat',
    })
    expect(azure.stdout).toContain('apiVersion: 2024-10-21')
    expect(azure.stdout).toContain('my-chat:')
  })

  it.each([
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['https://ai.example.org/ollama/v1', 'https://ai.example.org/ollama/v1'],
  ])('reads the address %s of a server people run themselves', async (given, read) => {
    const { stdout } = await weft(['config'], { OLLAMA_BASE_URL: given })
    expect(stdout).toContain(`baseUrl: ${read}\n`)
  })

  it('refuses to answer for the default model by the default model', async () => {
    const app = await folder.write('app.yml', 'app: { name: A, mode: chat }\nmodel_config: {}\n')
    const env = { WEFT_DEFAULT_MODEL: 'weft/default' }
    const { exitCode, stderr } = await weft(['run', app, '--query', 'Hello'], env)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('"weft/default"')
  })

  it.each([
    ['an unknown key', 'prot: 1\n', 'prot'],
    ['a wrong type', 'port: many\n', 'port'],
    ['a value out of range', 'port: 70000\n', 'port'],
    ['no map', '- 1\n', 'map of settings'],
    ['no YAML', 'a: [\n', 'cannot be read'],
  ])('names %s and ends with 2', async (_name, text, named) => {
    await folder.write('weft.yaml', text)
    const { exitCode, stderr } = await weft(['config'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(named)
  })

  it('says so when the file named does not exist', async () => {
    const { exitCode, stderr } = await weft(['--config', 'nowhere.yaml', 'config'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('nowhere.yaml')
  })

  it('lists the environment variables it reads', async () => {
    const { stdout } = await weft(['config', '--environment'])
    for (const name of ['WEFT_PORT', 'OPENAI_API_KEY', 'OLLAMA_BASE_URL'])
      expect(stdout).toContain(name)
  })
})

describe('weft', () => {
  it('prints its version', async () => {
    expect((await weft(['version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await weft(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('explains every command', async () => {
    const { stdout, exitCode } = await weft(['--help'])
    expect(exitCode).toBe(0)
    for (const command of ['run', 'start', 'import', 'export', 'migrate', 'config', 'version'])
      expect(stdout).toContain(command)
    for (const command of ['run', 'start', 'import', 'export', 'migrate', 'config'])
      expect((await weft([command, '--help'])).exitCode).toBe(0)
  })

  it.each([
    ['an unknown command', ['fly']],
    ['an unknown option', ['run', 'x.yml', '--fast']],
    ['a missing argument', ['run']],
    ['a port that is none', ['start', '--port', 'x']],
    ['a role that is none', ['start', '--role', 'boss']],
    ['a direction that is none', ['migrate', 'sideways']],
    ['an app id that is none', ['export', 'x']],
    ['a file that is not there', ['start', '--import', 'nowhere.yml']],
  ])('ends with 2 for %s, and leaves nothing behind', async (_name, args) => {
    const { exitCode, stderr } = await weft(args)
    expect(exitCode).toBe(2)
    expect(stderr).not.toBe('')
    expect(existsSync(`${folder.path}/.weft`)).toBe(false)
  })
})
