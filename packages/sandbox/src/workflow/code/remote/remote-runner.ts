import { randomBytes } from 'node:crypto'

import type { CodeRunOutcome } from '@weft/domain/workflow'

import { refused, type LanguageRunner, type ProgramRun } from '../language-runner.js'
import type { SandboxLimits } from '../sandbox-limits.js'
import { readRemoteOutput } from './remote-answer.js'
import type { RemoteLanguage, RemoteSandboxOptions } from './remote-options.js'
import { toRemoteProgram } from './remote-program.js'
import { RemoteService } from './remote-service.js'

type RemoteRequest = {
  readonly language: RemoteLanguage
  readonly code: string
  readonly inputs: string
  /** The service knows all of the network or none: code that may reach some hosts only gets none. */
  readonly isNetworkOpen: boolean
}

/** Runs programs in a dify-sandbox service, for those who need native packages. The service isolates them. */
export class RemoteRunner implements LanguageRunner {
  private readonly service: RemoteService

  constructor(
    private readonly options: RemoteSandboxOptions,
    private readonly limits: SandboxLimits,
  ) {
    this.service = new RemoteService(options)
  }

  async run({ request, signal, isNetworkOpen }: ProgramRun): Promise<CodeRunOutcome> {
    const language = this.options.languages.find((one) => one === request.language)
    if (language === undefined) return refused('unsupported-language', 'It does not run there.')
    const deadline = AbortSignal.timeout(this.limits.timeoutMs)
    try {
      return await this.send(
        { ...request, language, isNetworkOpen },
        AbortSignal.any([signal, deadline]),
      )
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (deadline.aborted) return { type: 'timed-out', limitMs: this.limits.timeoutMs }
      throw error
    }
  }

  async warmUp(): Promise<void> {
    // The service keeps itself warm.
  }

  async close(): Promise<void> {
    // There is nothing open between two runs.
  }

  private async send(
    { language, code, inputs, isNetworkOpen }: RemoteRequest,
    signal: AbortSignal,
  ): Promise<CodeRunOutcome> {
    const { limits } = this
    const mark = `<<RESULT:${randomBytes(12).toString('hex')}>>`
    const program = toRemoteProgram(language, { code, inputs, mark })
    const startedAt = performance.now()
    const answer = await this.service.run(
      { ...program, isNetworkOpen },
      { signal, maxResponseBytes: 8 * (limits.maxOutputBytes + limits.maxConsoleCharacters) },
    )
    switch (answer.type) {
      case 'too-large':
        return { type: 'output-too-large', limitBytes: limits.maxOutputBytes }
      case 'unavailable':
        return refused('unavailable', answer.message)
      case 'ran': {
        const elapsedMs = performance.now() - startedAt
        const lines = code.split('\n').length
        return readRemoteOutput(answer.output, { mark, lines, elapsedMs, limits })
      }
    }
  }
}
