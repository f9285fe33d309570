import { isJsonObject, type JsonValue } from '../../kernel/index.js'
import { toSegment } from '../value/to-segment.js'
import { readSelector } from '../variable/read-selector.js'
import type { Selector } from '../variable/selector.js'
import { parseTemplate, renderTemplate } from '../variable/template.js'
import type { VariableReader } from '../variable/variable-reader.js'
import type { LoopRules } from './container-rules.js'
import { NodeKindTable } from './node-kind-table.js'
import type { BoundNode, NodeContext, NodeDefinition, NodeKind, NodeOutcome } from './node-kind.js'

/**
 * Tiny kinds of nodes that do what their data says, for tests of whatever runs graphs:
 *
 * - `start`; `step` puts out `value`, its id with the values it `reads`; it fails when `fails` is true, or is
 *   `{of, at}` and the index of the iteration `of` is in the list `at`; it pauses the run on its first visit when `pauses` is true
 * - `choice` takes the edges of `handle`
 * - `answer` says the template `answer`; `result` puts out what its map `outputs` selects
 * - `write` gives the variable `target` the value it `reads`
 * - `each` runs its inside for the list `items`, `window` at a time, `mode` is its error mode
 * - `repeat` runs its inside `rounds` times and has a variable `count`, which others may write; it is over when that is `stopAfter`
 * - `enter` marks where a round begins; `leave` ends the loop around
 */
export function scriptedNodeKinds(): NodeKindTable {
  return NodeKindTable.of([
    kind('start', 'root', () => ({ execute: () => ({ type: 'succeeded', outputs: {} }) })),
    { ...kind('step', 'executable', bindStep), isRetryable: true },
    kind('choice', 'branch', ({ data }) => ({
      execute: () => ({ type: 'succeeded', outputs: {}, handle: text(data['handle']) }),
    })),
    kind('answer', 'response', bindAnswer),
    kind('result', 'response', bindResult),
    kind('write', 'executable', bindWrite),
    kind('each', 'container', bindEach),
    kind('repeat', 'container', bindRepeat),
    kind('enter', 'executable', () => ({ isRoundStart: true, execute: neverExecuted })),
    kind('leave', 'executable', () => ({
      endsLoop: { loopId: undefined },
      execute: () => ({ type: 'succeeded', outputs: {} }),
    })),
  ])
}

function kind(
  type: string,
  executionClass: NodeKind['executionClass'],
  bind: (node: NodeDefinition) => BoundNode,
): NodeKind {
  return {
    type,
    versions: ['1'],
    executionClass,
    isRetryable: false,
    bind: (node) => ({ isImmediate: true, ...bind(node) }),
  }
}

function bindStep({ id, data }: NodeDefinition): BoundNode {
  const reads = selectors(data['reads'])
  return {
    execute: (context) => {
      if (data['pauses'] === true && context.pause === undefined)
        return { type: 'paused', reason: { type: 'scheduled', message: id } }
      if (fails(data['fails'], context)) return failure(id)
      const read = reads.map((selector) => text(context.variables.get(selector)?.value ?? '-'))
      return { type: 'succeeded', outputs: { value: `${id}(${read.join(',')})` } }
    },
  }
}

function failure(id: string): NodeOutcome {
  return { type: 'failed', error: `${id} failed`, errorType: 'ScriptedError' }
}

function fails(script: JsonValue | undefined, { variables }: NodeContext): boolean {
  if (!isJsonObject(script)) return script === true
  const index = variables.get([text(script['of']), 'index'])?.value ?? null
  const failing = script['at']
  return Array.isArray(failing) && failing.includes(index)
}

function bindAnswer({ data }: NodeDefinition): BoundNode {
  const template = parseTemplate(text(data['answer']))
  return {
    responseTemplate: template.parts,
    streamedOutput: 'answer',
    execute: ({ variables }) => ({
      type: 'succeeded',
      outputs: { answer: renderTemplate(template, variables, 'markdown') },
    }),
  }
}

function bindResult({ data }: NodeDefinition): BoundNode {
  const outputs = isJsonObject(data['outputs']) ? data['outputs'] : {}
  return {
    execute: ({ variables }) => ({
      type: 'succeeded',
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, selector]) => [name, valueAt(selector, variables)]),
      ),
    }),
  }
}

function bindWrite({ data }: NodeDefinition): BoundNode {
  const target = readSelector(data['target']) ?? ['conversation', 'x']
  return {
    writes: [target],
    execute: ({ variables }) => {
      const segment = toSegment(data['value'] ?? valueAt(data['reads'] ?? null, variables))
      return { type: 'succeeded', outputs: {}, updates: [{ selector: target, segment }] }
    },
  }
}

function bindEach({ data }: NodeDefinition): BoundNode {
  const mode = text(data['mode'])
  return {
    execute: neverExecuted,
    container: {
      kind: 'iteration',
      startNodeId: text(data['start']),
      iteratorSelector: readSelector(data['items']) ?? ['env', 'items'],
      outputSelector: readSelector(data['output']) ?? ['none', 'none'],
      window: typeof data['window'] === 'number' ? data['window'] : 1,
      errorMode:
        mode === 'continue-on-error' || mode === 'remove-abnormal-output' ? mode : 'terminated',
      flattens: data['flattens'] !== false,
    },
  }
}

function bindRepeat({ id, data }: NodeDefinition): BoundNode {
  const stopAfter = data['stopAfter']
  const count = (variables: VariableReader) => variables.get([id, 'count'])?.value
  const rules: LoopRules = {
    kind: 'loop',
    startNodeId: text(data['start']),
    maxRounds: typeof data['rounds'] === 'number' ? data['rounds'] : 1,
    labels: ['count'],
    initialise: () => ({
      type: 'ready',
      variables: [{ label: 'count', segment: { type: 'integer', value: 0 } }],
    }),
    breaksBefore: () => stopAfter === 0,
    breaksAfter: (variables) =>
      stopAfter === 'error'
        ? { type: 'failed', error: 'the condition cannot be decided' }
        : { type: 'decided', breaks: stopAfter !== undefined && count(variables) === stopAfter },
  }
  return { execute: neverExecuted, container: rules }
}

function neverExecuted(): never {
  throw new TypeError('This node is never executed')
}

function valueAt(selector: JsonValue, variables: VariableReader): JsonValue {
  const parsed: Selector | undefined = readSelector(selector)
  return (parsed && variables.get(parsed)?.value) ?? null
}

function selectors(raw: JsonValue | undefined): readonly Selector[] {
  if (!Array.isArray(raw)) return []
  return (raw as readonly JsonValue[]).flatMap((item) => {
    const selector = readSelector(item)
    return selector ? [selector] : []
  })
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
