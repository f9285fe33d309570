import type { TenantId } from '@weft/domain/kernel'
import type { CodeLanguage } from '@weft/domain/workflow'
import type { CodeSandbox } from '@weft/sandbox'

export type BenchFigure = {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | '/s'
}

const WARM_RUNS = 20
const CONCURRENT_RUNS = 40

const TRIVIAL: Readonly<Partial<Record<CodeLanguage, string>>> = {
  python3: 'def main(a, b):\n    return {"sum": a + b}',
  javascript: 'function main({ a, b }) { return { sum: a + b } }',
  typescript: 'function main({ a, b }: Record<string, number>): object { return { sum: a + b } }',
  go: 'func Main(inputs map[string]any) (any, error) { return inputs, nil }',
}

/** Times of a function that does nothing, in each language the sandbox runs: alone, and many at once. */
export async function benchSandbox(
  sandbox: CodeSandbox,
  tenantId: TenantId,
): Promise<readonly BenchFigure[]> {
  const figures: BenchFigure[] = []
  for (const language of sandbox.languages) {
    const code = TRIVIAL[language]
    if (code !== undefined) figures.push(...(await benchLanguage(sandbox, tenantId, language)))
  }
  return figures
}

async function benchLanguage(
  sandbox: CodeSandbox,
  tenantId: TenantId,
  language: CodeLanguage,
): Promise<readonly BenchFigure[]> {
  const call = () => runTrivial(sandbox, tenantId, language)
  const first = await timed(call)
  const warm: number[] = []
  for (let round = 0; round < WARM_RUNS; round += 1) {
    await sandbox.warmUp([language])
    warm.push(await timed(call))
  }
  warm.sort((a, b) => a - b)
  const allMs = await timed(() => Promise.all(Array.from({ length: CONCURRENT_RUNS }, call)))
  const runsPerSecond = (1_000 * CONCURRENT_RUNS) / allMs
  return [
    { what: `${language}: first run`, value: first, unit: 'ms' },
    { what: `${language}: warm, half of the runs within`, value: at(warm, 0.5), unit: 'ms' },
    { what: `${language}: warm, 95 % of the runs within`, value: at(warm, 0.95), unit: 'ms' },
    { what: `${language}: ${CONCURRENT_RUNS} at once`, value: runsPerSecond, unit: '/s' },
  ]
}

async function runTrivial(
  sandbox: CodeSandbox,
  tenantId: TenantId,
  language: CodeLanguage,
): Promise<void> {
  const code = TRIVIAL[language] ?? ''
  const request = { tenantId, language, code, inputs: { a: 1, b: 2 } }
  const outcome = await sandbox.run(request, { signal: new AbortController().signal })
  if (outcome.type !== 'completed')
    throw new Error(`A run in ${language} ended as ${outcome.type}.`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
