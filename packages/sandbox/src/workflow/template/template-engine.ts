import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import * as engine from 'minijinja-js/dist/bundler/minijinja_js_bg.js'

import { limitWasmMemory } from './limit-wasm-memory.js'
import { printLikePython } from './print-like-python.js'
import { templateFilters } from './template-filters.js'
import type { TemplateAnswer, TemplateLimits, TemplateRequest } from './template-protocol.js'

const PATH = 'minijinja-js/dist/bundler/minijinja_js_bg.wasm'

/** The template engine with its limits. After a `broken` answer it must not be used again. */
export class TemplateEngine {
  private readonly environment: engine.Environment
  private filterError: string | undefined

  constructor(private readonly limits: TemplateLimits) {
    const wasm = readFileSync(createRequire(import.meta.url).resolve(PATH))
    const module = new WebAssembly.Module(limitWasmMemory(wasm, limits.maxMemoryBytes))
    const imports = { './minijinja_js_bg.js': { ...engine } }
    engine.__wbg_set_wasm(new WebAssembly.Instance(module, imports).exports)
    this.environment = this.createEnvironment()
  }

  render({ template, variables }: TemplateRequest): TemplateAnswer {
    this.filterError = undefined
    try {
      const context: unknown = JSON.parse(variables)
      const text = this.environment.renderStr(printLikePython(template), context)
      return this.checked(text)
    } catch (error) {
      return this.failed(error)
    }
  }

  private createEnvironment(): engine.Environment {
    const environment = new engine.Environment()
    environment.enablePyCompat()
    environment.undefinedBehavior = 'lenient'
    environment.fuel = this.limits.maxSteps
    environment.removeGlobal('debug')
    for (const [name, filter] of templateFilters()) {
      environment.addFilter(name, this.remembering(filter))
    }
    return environment
  }

  /** An error in a filter breaks the engine, which then cannot say what it was. */
  private remembering(filter: (...all: unknown[]) => unknown): (...all: unknown[]) => unknown {
    return (...all) => {
      try {
        return filter(...all)
      } catch (error) {
        this.filterError = error instanceof Error ? error.message : 'A filter failed.'
        throw error
      }
    }
  }

  private checked(text: string): TemplateAnswer {
    const limit = this.limits.maxOutputCharacters
    if (text.length <= limit) return { type: 'rendered', text }
    return { type: 'failed', message: `The template writes more than ${limit} characters.` }
  }

  private failed(error: unknown): TemplateAnswer {
    if (this.filterError !== undefined) return { type: 'broken', message: this.filterError }
    // Both come out of the middle of the engine, which has not tidied up then.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      return { type: 'broken', message: 'The template needs too much memory or nests too deeply.' }
    }
    return { type: 'failed', message: messageOf(error) }
  }
}

/** The first line says what and where; what follows draws a picture of the template. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first = ''] = message.split('\n')
  if (first.includes('ran out of fuel'))
    return 'The template works too long: it takes too many steps.'
  return first.replace(/\(in <string>:(\d+)\)/, '(line $1)')
}
