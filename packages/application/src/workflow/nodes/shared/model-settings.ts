import type { MediaPart, ModelRef } from '@weft/domain/model'
import type { NodeData, VariableReader } from '@weft/domain/workflow'
import {
  parseCompletionParameters,
  type CompletionParameters,
} from '../llm/completion-parameters.js'
import { parseMemory, parseVision, type LlmMemory, type LlmVision } from '../llm/llm-node-data.js'
import { readVisionFiles } from '../llm/vision-files.js'
import { toMediaPart } from './media-part.js'

/** Which model a node asks, how, and what besides its own question the model gets to see. */
export type ModelSettings = {
  readonly model: ModelRef
  readonly parameters: CompletionParameters
  readonly memory: LlmMemory | undefined
  readonly vision: LlmVision | undefined
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseModelSettings(data: NodeData): ModelSettings {
  const model = data.child('model') ?? data.refuse('model', 'must say which model to use')
  return {
    model: { provider: model.text('provider', ''), name: model.text('name', '') },
    parameters: parseCompletionParameters(model.child('completion_params')),
    memory: parseMemory(data.child('memory')),
    vision: parseVision(data.child('vision')),
  }
}

/** The files chosen for the model to see. @throws LlmNodeError when something else was chosen. */
export function visionMedia(
  vision: LlmVision | undefined,
  variables: VariableReader,
): readonly MediaPart[] {
  if (!vision) return []
  return readVisionFiles(vision, variables).flatMap((file) => {
    const part = toMediaPart(file, vision.detail)
    return part ? [part] : []
  })
}
