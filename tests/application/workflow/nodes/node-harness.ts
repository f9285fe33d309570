import { TenantId, type JsonObject } from '@weft/domain/kernel'
import { ModelNotConfigured, type ModelRegistry } from '@weft/domain/model'
import {
  pythonString,
  RunId,
  toSegment,
  VariablePool,
  type BoundNode,
  type CodeRunner,
  type CodeRunOutcome,
  type CodeRunRequest,
  type NodeContext,
  type NodeKind,
  type NodeOutcome,
  type NodeProgress,
  type Segment,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import { standardNodeKinds, type NodeLimits, type NodeServices } from '@weft/application/workflow'

/** A value, typed by itself, or a segment for types a value alone does not tell. */
export type Variables = { readonly [selector: string]: Segment }

function variablePool(variables: Variables): VariablePool {
  const pool = VariablePool.empty()
  for (const [selector, segment] of Object.entries(variables))
    pool.set(selector.split('.'), segment)
  return pool
}

export const text = (value: string): Segment => ({ type: 'string', value })

export const noModels: ModelRegistry = {
  languageModel: (_, ref) => Promise.reject(new ModelNotConfigured(ref, 'Add a provider.')),
  embeddingModel: (_, ref) => Promise.reject(new ModelNotConfigured(ref, 'Add a provider.')),
}

/** Renders `{{ name }}` only. */
export const plainTemplates: TemplateRenderer = {
  render: (template, variables) => ({
    type: 'rendered',
    text: template.replace(/\{\{ (\w+) \}\}/g, (_, name: string) =>
      pythonString(variables[name] ?? ''),
    ),
  }),
}

export class ScriptedCodeRunner implements CodeRunner {
  readonly requests: CodeRunRequest[] = []

  constructor(private readonly outcome: CodeRunOutcome) {}

  run(request: CodeRunRequest): Promise<CodeRunOutcome> {
    this.requests.push(request)
    return Promise.resolve(this.outcome)
  }
}

export const noCode = new ScriptedCodeRunner({ type: 'timed-out', limitMs: 1 })

export function kindOf(
  type: string,
  options: {
    readonly version?: string
    readonly services?: Partial<NodeServices>
    readonly limits?: NodeLimits
  } = {},
): NodeKind {
  const services = {
    models: noModels,
    code: noCode,
    templates: plainTemplates,
    ...options.services,
  }
  const kinds = standardNodeKinds(services, options.limits)
  const version = options.version ?? '1'
  const kind = kinds.find((each) => each.type === type && each.versions.includes(version))
  if (!kind) throw new Error(`There is no kind ${type} ${version}`)
  return kind
}

export function bind(kind: NodeKind, data: JsonObject, id = 'n'): BoundNode {
  return kind.bind({ id, title: id, data })
}

export function nodeContext(
  variables: Variables,
  overrides: Partial<NodeContext> = {},
): NodeContext {
  return {
    nodeId: 'n',
    executionId: 'execution',
    variables: variablePool(variables),
    run: {
      runId: RunId.parse('00000000-0000-7000-8000-000000000001'),
      tenantId: TenantId.parse('00000000-0000-7000-8000-000000000002'),
      user: undefined,
    },
    memory: undefined,
    signal: new AbortController().signal,
    now: () => new Date(0),
    ...overrides,
  }
}

export type Execution = {
  readonly progress: readonly NodeProgress[]
  readonly outcome: NodeOutcome
}

/** Runs a bound node to its end, whatever it returns. */
export async function execute(bound: BoundNode, context: NodeContext): Promise<Execution> {
  const result = bound.execute(context)
  if (!(Symbol.asyncIterator in result)) return { progress: [], outcome: await result }
  const progress: NodeProgress[] = []
  for (;;) {
    const step = await result.next()
    if (step.done) return { progress, outcome: step.value }
    progress.push(step.value)
  }
}

export async function run(
  kind: NodeKind,
  data: JsonObject,
  variables: Variables = {},
  overrides: Partial<NodeContext> = {},
): Promise<NodeOutcome> {
  return (await execute(bind(kind, data), nodeContext(variables, overrides))).outcome
}

export { toSegment as segmentOf }
