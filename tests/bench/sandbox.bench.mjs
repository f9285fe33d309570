import { createCodeSandbox, createTemplateRenderer } from '@weft/sandbox'

export const name = 'sandbox'

const WARM_RUNS = 40
const BACK_TO_BACK_RUNS = 60
const TEMPLATES = 3_000

const PROGRAMS = {
  python3: 'def main(a, b):\n    return {"sum": a + b}',
  javascript: 'function main({ a, b }) { return { sum: a + b } }',
}

/** Milliseconds of a trivial function, per language: with a warm interpreter, and one call right after another. */
export async function run() {
  const sandbox = createCodeSandbox()
  const renderer = createTemplateRenderer()
  const figures = {}
  try {
    for (const language of Object.keys(PROGRAMS)) {
      const start = performance.now()
      await sandbox.warmUp([language])
      figures[`${language}.firstWarmUpMs`] = rounded(performance.now() - start)
      const warm = await times(
        WARM_RUNS,
        () => sandbox.warmUp([language]),
        () => call(sandbox, language),
      )
      const steady = await times(BACK_TO_BACK_RUNS, nothing, () => call(sandbox, language))
      Object.assign(figures, percentiles(`${language}.warm`, warm))
      Object.assign(figures, percentiles(`${language}.backToBack`, steady))
    }
    renderer.render('', {})
    const rendered = await times(TEMPLATES, nothing, () => render(renderer))
    Object.assign(figures, percentiles('template', rendered))
    return figures
  } finally {
    await renderer.close()
    await sandbox.close()
  }
}

const nothing = () => undefined

async function call(sandbox, language) {
  const request = { tenantId: 'bench', language, code: PROGRAMS[language], inputs: { a: 1, b: 2 } }
  const outcome = await sandbox.run(request, { signal: new AbortController().signal })
  if (outcome.type !== 'completed') throw new Error(`The run ended as ${outcome.type}.`)
}

function render(renderer) {
  const variables = { name: 'Ada', items: [1, 2, 3] }
  const outcome = renderer.render(
    'Hello {{ name }}{% for i in items %} {{ i }}{% endfor %}',
    variables,
  )
  if (outcome.type !== 'rendered') throw new Error(outcome.message)
}

async function times(count, before, work) {
  const measured = []
  for (let round = 0; round < count; round += 1) {
    await before()
    const start = performance.now()
    await work()
    measured.push(performance.now() - start)
  }
  return measured.sort((a, b) => a - b)
}

function percentiles(prefix, sorted) {
  const at = (share) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))])
  return { [`${prefix}.p50Ms`]: at(0.5), [`${prefix}.p95Ms`]: at(0.95) }
}

const rounded = (value) => Math.round(value * 1000) / 1000
