import type { CodeRunOutcome } from '@weft/domain/workflow'

import {
  refused,
  type LanguageRunner,
  type LocalRunner,
  type ProgramRun,
} from '../language-runner.js'
import type { GoCompiler } from './go-compiler.js'

/** Compiles a program and runs it in the threads of a pool. */
export class GoRunner implements LanguageRunner {
  constructor(
    private readonly compiler: GoCompiler,
    private readonly local: LocalRunner,
  ) {}

  async run(program: ProgramRun): Promise<CodeRunOutcome> {
    const { tenantId, request, signal } = program
    const compiled = await this.compiler.compile(tenantId, request.code, signal)
    switch (compiled.type) {
      case 'program': {
        const compiledRequest = { ...request, program: compiled.module }
        return this.local.run({ ...program, request: compiledRequest })
      }
      case 'raised':
        return { type: 'failed', error: compiled.error, stdout: '', stderr: compiled.output }
      case 'timed-out':
        return compiled
      case 'refused':
        return refused(compiled.reason, compiled.message)
    }
  }

  warmUp(): Promise<void> {
    return this.local.warmUp()
  }

  async close(): Promise<void> {
    await Promise.all([this.local.close(), this.compiler.close()])
  }
}
