import { createCodeSandbox } from '@weft/sandbox'

import { describeCodeRunner } from '../../code-runner.contract.js'
import { javascript } from './javascript-dialect.js'
import { python } from './python-dialect.js'
import { typescript } from './typescript-dialect.js'

for (const dialect of [python, javascript, typescript]) {
  const open = () => {
    const runner = createCodeSandbox({ timeoutMs: 1_500, maxMemoryBytes: 64 * 1024 * 1024 })
    return { runner, close: () => runner.close() }
  }
  describeCodeRunner('the code sandbox', open, dialect)
}
