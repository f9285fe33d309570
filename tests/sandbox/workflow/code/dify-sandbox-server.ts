import { TenantId } from '@weft/domain/kernel'
import { createCodeSandbox } from '@weft/sandbox'

import { startHttpServer, type TestServer } from '../../../support/http-server.js'

/** What the service was asked, as it arrived. */
type ServiceRequest = {
  readonly language: string
  readonly code: string
  readonly preload: string
  readonly enable_network: boolean
}

export type DifySandboxServer = TestServer & { readonly asked: readonly ServiceRequest[] }

export const API_KEY = 'service-key-of-the-test'
const tenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-0000000000aa')

/** Programs print their answer; whoever runs them here has to have a `main` as well. */
const SHELLS = {
  python3: {
    language: 'python3',
    code: `
def main(script):
    exec(compile(script, 'script.py', 'exec'), {'__name__': '__main__', '__builtins__': __builtins__})
`,
  },
  nodejs: {
    language: 'javascript',
    code: 'globalThis.main = ({ script }) => { delete globalThis.main; (0, eval)(script) }',
  },
} as const

/**
 * A service that speaks the protocol of dify-sandbox: a real HTTP server, whose programs run in the sandbox here. What went
 * wrong comes back as text on `error`, the way an interpreter's process would leave it.
 */
export async function startDifySandbox(): Promise<DifySandboxServer> {
  const asked: ServiceRequest[] = []
  const sandbox = createCodeSandbox({
    timeoutMs: 10_000,
    maxMemoryBytes: 128 * 1024 * 1024,
    maxConsoleCharacters: 32 * 1024 * 1024,
  })
  await sandbox.warmUp(['python3', 'javascript'])
  const server = await startHttpServer((request, response) => {
    const chunks: Buffer[] = []
    const gone = new AbortController()
    response.on('close', () => {
      gone.abort(new Error('The caller has gone.'))
    })
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v1/sandbox/run') return answer(404, {})
      if (request.headers['x-api-key'] !== API_KEY)
        return answer(401, { code: -401, message: 'Unauthorized', data: null })
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ServiceRequest
      asked.push(body)
      if (!(body.language in SHELLS))
        return answer(200, { code: -400, message: 'unsupported language', data: null })
      return void run(body, gone.signal).then(
        (data) => answer(200, { code: 0, message: 'success', data }),
        () => undefined,
      )
    })
  })

  async function run({ language, code }: ServiceRequest, signal: AbortSignal) {
    const shell = SHELLS[language as keyof typeof SHELLS]
    const outcome = await sandbox.run(
      { tenantId, language: shell.language, code: shell.code, inputs: { script: code } },
      { signal },
    )
    switch (outcome.type) {
      case 'completed':
        // Here a program lives to tell that its memory is full; a Node process would be gone.
        if (outcome.stdout.includes('"type":"InternalError","message":"out of memory"'))
          return { stdout: '', error: 'FATAL ERROR: Reached heap limit, heap out of memory\n' }
        return { stdout: outcome.stdout, error: outcome.stderr }
      case 'failed': {
        const { type, message } = outcome.error
        const places = [...outcome.stderr.matchAll(/(?:<[^>]*>|\.js|\.py):(\d+)/g)]
        const place = places.length > 0 ? `/tmp/script.js:${places[0]![1]}\n` : ''
        return { stdout: outcome.stdout, error: `${place}${outcome.stderr}\n${type}: ${message}\n` }
      }
      case 'timed-out':
        return { stdout: '', error: 'error: timeout\n' }
      case 'out-of-memory':
        return { stdout: '', error: 'error: signal: killed\n' }
      default:
        return { stdout: '', error: 'error: signal: segmentation fault\n' }
    }
  }

  return {
    ...server,
    get requests() {
      return server.requests
    },
    asked,
    close: async () => {
      await server.close()
      await sandbox.close()
    },
  }
}
