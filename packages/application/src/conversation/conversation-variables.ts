import type { ConversationId, ConversationVariable } from '@weft/domain/conversation'
import type { TenantId } from '@weft/domain/kernel'
import {
  conversationVariableId,
  type DeclaredVariable,
  type InitialVariable,
  type Segment,
} from '@weft/domain/workflow'
import type { Repositories } from '../kernel/index.js'

/** Whose variables, and when. */
export type VariableOwner = {
  readonly tenantId: TenantId
  readonly conversationId: ConversationId
  readonly at: Date
}

/**
 * The conversation's variables as a run begins with them: stored values where there are some, and declared ones for
 * variables the conversation has not seen yet, which are stored on the way.
 */
export async function loadConversationVariables(
  { conversationVariables }: Repositories,
  owner: VariableOwner,
  declared: readonly DeclaredVariable[],
): Promise<readonly InitialVariable[]> {
  if (declared.length === 0) return []
  const stored = await conversationVariables.list(owner.conversationId)
  const storedById = new Map(stored.map((variable) => [variable.id, variable]))
  const isNew = ({ name }: DeclaredVariable) => !storedById.has(conversationVariableId(name))
  const added = declared.filter(isNew)
  if (added.length > 0)
    await conversationVariables.save(added.map((variable) => toStored(owner, variable)))
  return declared.map(({ selector, name, segment }) => {
    const variable = storedById.get(conversationVariableId(name))
    return { selector, segment: variable ? toSegmentOf(variable) : segment }
  })
}

/** A declared variable with its value, as it is stored. */
export function toStored(
  { tenantId, conversationId, at }: VariableOwner,
  { name, description, segment }: DeclaredVariable,
): ConversationVariable {
  return {
    tenantId,
    conversationId,
    id: conversationVariableId(name),
    name,
    type: segment.type,
    value: segment.value,
    description,
    createdAt: at,
    updatedAt: at,
  }
}

function toSegmentOf({ type, value }: ConversationVariable): Segment {
  return { type, value }
}
