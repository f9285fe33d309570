import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  CODE_LANGUAGES,
  NodeData,
  type BoundNode,
  type CodeCaller,
  type CodeLanguage,
  type CodeRunner,
  type CodeRunOutcome,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type NodeSuccess,
  type Segment,
  type SegmentType,
} from '@weft/domain/workflow'
import { appIdIn } from '../shared/asked-by-app.js'
import {
  parseMappedVariables,
  readMappedVariables,
  type MappedVariable,
} from '../shared/mapped-variable.js'
import { checkCodeOutput } from './check-code-output.js'
import { pythonTypeName } from './check-scalar.js'
import type { CodeLimits } from './code-limits.js'
import { CodeOutputError } from './code-output-error.js'
import { parseCodeOutputs, type CodeOutputs } from './code-output.js'
import { describeCodeFailure } from './describe-code-failure.js'
import { isScientific, readScientific } from './scientific-notation.js'

type CodeData = {
  readonly language: CodeLanguage
  readonly code: string
  readonly variables: readonly MappedVariable[]
  readonly outputs: CodeOutputs
}

type Completed = Extract<CodeRunOutcome, { type: 'completed' }>

/** Runs the author's `main` with variables as its arguments. What it returns must be what was declared. */
export class CodeNodeKind implements NodeKind {
  readonly type = 'code'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = true

  constructor(
    private readonly runner: CodeRunner,
    private readonly limits: CodeLimits,
  ) {}

  bind(node: NodeDefinition): BoundNode {
    const data = parseData(NodeData.of(node))
    return { execute: (context) => this.run(data, context) }
  }

  private async run(data: CodeData, context: NodeContext): Promise<NodeOutcome> {
    const { values, record } = readMappedVariables(data.variables, context.variables, isArgument)
    const { language, code } = data
    const outcome = await this.runner.run(
      { tenantId: context.run.tenantId, language, code, inputs: values },
      { signal: context.signal, caller: callerIn(context) },
    )
    return { ...this.toOutcome(outcome, data.outputs), inputs: record }
  }

  private toOutcome(outcome: CodeRunOutcome, outputs: CodeOutputs): NodeOutcome {
    if (outcome.type !== 'completed')
      return {
        type: 'failed',
        error: describeCodeFailure(outcome),
        errorType: CODE_EXECUTION_ERROR,
      }
    try {
      return this.toSuccess(outcome, outputs)
    } catch (error) {
      if (error instanceof CodeOutputError)
        return { type: 'failed', error: error.message, errorType: error.errorType }
      throw error
    }
  }

  private toSuccess(outcome: Completed, declared: CodeOutputs): NodeOutcome {
    const { output } = outcome
    if (!isJsonObject(output)) return refuseResult(output)
    const outputs = checkCodeOutput(readScientific(output), declared, this.limits)
    return { type: 'succeeded', outputs, outputTypes: typesOf(outputs, output, outcome, declared) }
  }
}

function callerIn({ run, nodeId, variables }: NodeContext): CodeCaller {
  const appId = appIdIn(variables)
  return { ...(appId && { appId }), runId: run.runId, nodeId }
}

const CODE_EXECUTION_ERROR = 'CodeExecutionError'

function parseData(data: NodeData): CodeData {
  const outputs = data.child('outputs')
  return {
    language: data.word('code_language', CODE_LANGUAGES),
    code: data.text('code'),
    variables: parseMappedVariables(data),
    outputs: outputs ? parseCodeOutputs(outputs) : new Map(),
  }
}

/** An empty list of files is null to the code. */
function isArgument({ type, value }: Segment): boolean {
  return type !== 'array[file]' || !isEmptyList(value)
}

function isEmptyList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0
}

function refuseResult(output: JsonValue): NodeOutcome {
  const error = `Result must be a dict, got ${pythonTypeName(output)}`
  return { type: 'failed', error, errorType: CODE_EXECUTION_ERROR }
}

/** Declared lists keep their type when they are empty, and whole floats stay floats. */
function typesOf(
  outputs: JsonObject,
  result: JsonObject,
  { floats }: Completed,
  declared: CodeOutputs,
): NonNullable<NodeSuccess['outputTypes']> {
  const types: [string, SegmentType][] = []
  for (const [name, { type }] of declared) {
    const value = outputs[name] ?? null
    const isFloat = floats.includes(name) || isScientific(result[name])
    if (typeof value === 'number' && isFloat) types.push([name, 'float'])
    if (type.startsWith('array[') && isEmptyList(value)) types.push([name, type])
  }
  return Object.fromEntries(types)
}
