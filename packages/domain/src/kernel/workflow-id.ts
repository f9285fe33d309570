import type { Brand } from './brand.js'
import { idType } from './id.js'

/** A workflow in one state. Lives here because apps and their documents both speak of it. */
export type WorkflowId = Brand<string, 'WorkflowId'>
export const WorkflowId = idType<WorkflowId>('WorkflowId')
