import { TokenUsage } from '../../kernel/index.js'
import type { CompiledNode } from '../graph/compiled-graph.js'
import type { NodeFailure, NodeSuccess } from '../node/node-kind.js'

/** What the node itself used. A container's usage is that of its children, who have been counted. */
export function ownUsage(node: CompiledNode, record: NodeSuccess | NodeFailure): TokenUsage {
  return node.inner === undefined ? (record.usage ?? TokenUsage.none) : TokenUsage.none
}

/** The sum of both. Where currencies differ, prices stay those of the earlier one and tokens are summed. */
export function addUsage(total: TokenUsage, more: TokenUsage): TokenUsage {
  const isAddable =
    total.currency === more.currency || total.totalTokens === 0 || more.totalTokens === 0
  if (isAddable) return total.plus(more)
  return TokenUsage.of({
    ...usageOf(total),
    promptTokens: total.promptTokens + more.promptTokens,
    completionTokens: total.completionTokens + more.completionTokens,
  })
}

function usageOf(usage: TokenUsage) {
  return {
    promptUnitPrice: usage.promptUnitPrice,
    promptPriceUnit: usage.promptPriceUnit,
    promptPrice: usage.promptPrice,
    completionUnitPrice: usage.completionUnitPrice,
    completionPriceUnit: usage.completionPriceUnit,
    completionPrice: usage.completionPrice,
    latency: usage.latency,
    timeToFirstToken: usage.timeToFirstToken,
    timeToGenerate: usage.timeToGenerate,
  }
}
