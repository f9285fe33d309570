import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** Tells of every module of the tokenizer that is asked for. */
const HOOKS = `
  export async function resolve(specifier, context, next) {
    if (specifier.startsWith('gpt-tokenizer')) console.error('loads ' + specifier)
    return next(specifier, context)
  }`

/** What is loaded of the tokenizer by a process of its own, in which no code may be made from texts. */
async function loadedBy(program: string): Promise<readonly string[]> {
  const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`
  const preload = `import { register } from 'node:module'; register(${JSON.stringify(hooks)})`
  const { stderr } = await run(process.execPath, [
    '--disallow-code-generation-from-strings',
    '--import',
    `data:text/javascript,${encodeURIComponent(preload)}`,
    '--input-type=module',
    '--eval',
    program,
  ])
  return stderr.split('\n').flatMap((line) => (line.startsWith('loads ') ? [line.slice(6)] : []))
}

const MODEL = `
  const { createModelRegistry } = await import('@weft/adapters-llm')
  const registry = createModelRegistry({ providers: [{ kind: 'offline' }], fetch })
  const tenantId = '0190a000-0000-7000-8000-000000000001'
  const model = await registry.languageModel(tenantId, { provider: 'offline', name: 'echo' })`

const COUNT = `await model.countTokens([{ role: 'user', content: 'hello world' }])`

describe('the tokenizer', () => {
  it('is not loaded by a process that counts nothing', async () => {
    expect(await loadedBy(MODEL)).toEqual([])
  })

  it('is loaded once, in the encoding that is needed, when something is counted', async () => {
    expect(await loadedBy(`${MODEL}\n${COUNT}\n${COUNT}`)).toEqual([
      'gpt-tokenizer/encoding/o200k_base',
    ])
  })
})
