import type { BoundNode, ExecutionClass, NodeDefinition, NodeKind } from '@weft/domain/workflow'
import { bindMock } from './bind-mock.js'
import { InvalidMocks } from './invalid-mocks.js'
import type { MockScript, NodeMocks } from './node-mock.js'

/** What mocking needs to know of the nodes of a graph. */
export type MockableNode = {
  readonly id: string
  readonly type: string
  readonly version: string
}

/**
 * The kinds with mocked nodes in place: a mock of a node's id comes before one of its type, and a node without a mock
 * runs as it is. Kinds nobody has become ones that can only be mocked, where every node of that type is.
 *
 * Mocked kinds remember which step of a sequence comes next: make them anew for every trial.
 *
 * @throws InvalidMocks when a mock names a node that is not there, or cannot stand for the node it names.
 */
export function mockedNodeKinds(
  kinds: readonly NodeKind[],
  mocks: NodeMocks,
  nodes: readonly MockableNode[],
): readonly NodeKind[] {
  requireKnownNodes(mocks, nodes)
  return [
    ...kinds.map((kind) => new MockedNodeKind(kind, mocks)),
    ...missingKinds(kinds, mocks, nodes),
  ]
}

class MockedNodeKind implements NodeKind {
  readonly type: string
  readonly versions: readonly string[]
  readonly executionClass: ExecutionClass
  readonly isRetryable: boolean

  constructor(
    private readonly kind: NodeKind,
    private readonly mocks: NodeMocks,
  ) {
    this.type = kind.type
    this.versions = kind.versions
    this.executionClass = kind.executionClass
    this.isRetryable = kind.isRetryable
  }

  bind(node: NodeDefinition): BoundNode {
    const script = scriptFor(node.id, this.type, this.mocks)
    if (!script) return this.kind.bind(node)
    if (this.executionClass === 'container')
      throw new InvalidMocks(
        script.entry,
        `stands for a container (${this.type}), which cannot be mocked`,
      )
    return bindMock(node, this.kind, script)
  }
}

/** A kind of which nothing is known but how the engine treats it. */
class MockOnlyNodeKind implements NodeKind {
  readonly executionClass: ExecutionClass
  readonly isRetryable: boolean

  constructor(
    readonly type: string,
    readonly versions: readonly string[],
    private readonly mocks: NodeMocks,
  ) {
    this.executionClass = CLASSES.get(type) ?? (type.startsWith('trigger-') ? 'root' : 'executable')
    this.isRetryable = RETRYABLE.has(type)
  }

  bind(node: NodeDefinition): BoundNode {
    const script = scriptFor(node.id, this.type, this.mocks)
    if (!script)
      throw new InvalidMocks(node.id, `is missing: nodes of type ${this.type} run mocked only`)
    return bindMock(node, this, script)
  }
}

const CLASSES: ReadonlyMap<string, ExecutionClass> = new Map([
  ['question-classifier', 'branch'],
  ['human-input', 'branch'],
])

const RETRYABLE: ReadonlySet<string> = new Set(['llm', 'tool', 'http-request', 'code'])

function scriptFor(id: string, type: string, mocks: NodeMocks): MockScript | undefined {
  return mocks.byNode.get(id) ?? mocks.byType.get(type)
}

function requireKnownNodes({ byNode }: NodeMocks, nodes: readonly MockableNode[]): void {
  const known = new Set(nodes.map(({ id }) => id))
  for (const id of byNode.keys())
    if (!known.has(id)) throw new InvalidMocks(id, 'stands for a node that is not in the graph')
}

function missingKinds(
  kinds: readonly NodeKind[],
  mocks: NodeMocks,
  nodes: readonly MockableNode[],
): readonly NodeKind[] {
  const known = new Set(kinds.map(({ type }) => type))
  const missing = new Set(nodes.map(({ type }) => type).filter((type) => !known.has(type)))
  return [...missing].flatMap((type) => {
    const ofType = nodes.filter((node) => node.type === type)
    const areAllMocked = ofType.every(({ id }) => standsAlone(scriptFor(id, type, mocks)))
    const versions = [...new Set(ofType.map(({ version }) => version))]
    return areAllMocked ? [new MockOnlyNodeKind(type, versions, mocks)] : []
  })
}

function standsAlone(script: MockScript | undefined): boolean {
  const isWhole = (type: string) => type === 'outputs' || type === 'failure'
  return script?.steps.every((step) => isWhole(step.type)) ?? false
}
