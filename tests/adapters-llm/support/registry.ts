import { createModelRegistry, type ModelRegistryOptions } from '@weft/adapters-llm'
import { Secret, TenantId } from '@weft/domain/kernel'
import type { ModelRegistry } from '@weft/domain/model'

export const tenantId = TenantId.parse('0190a000-0000-7000-8000-000000000001')
export const plantedKey = 'sk-planted-1234567890abcdef'

/** A registry whose network is the real one; only addresses of test servers are configured. */
export function aRegistry(options: Partial<ModelRegistryOptions>): ModelRegistry {
  return createModelRegistry({ providers: [], fetch, ...options })
}

/** A registry with one provider `openai` at `url`. */
export function anOpenAiRegistry(
  url: string,
  configuration: Partial<
    Extract<ModelRegistryOptions['providers'][number], { kind: 'openai-compatible' }>
  > = {},
): ModelRegistry {
  return aRegistry({
    providers: [
      {
        kind: 'openai-compatible',
        id: 'openai',
        baseUrl: url,
        apiKey: Secret.of(plantedKey),
        ...configuration,
      },
    ],
  })
}

export const languageModelAt = (
  url: string,
  configuration: Parameters<typeof anOpenAiRegistry>[1] = {},
  name = 'gpt-4o-mini',
) => anOpenAiRegistry(url, configuration).languageModel(tenantId, { provider: 'openai', name })

export const embeddingModelAt = (
  url: string,
  configuration: Parameters<typeof anOpenAiRegistry>[1] = {},
  name = 'vectors',
) => anOpenAiRegistry(url, configuration).embeddingModel(tenantId, { provider: 'openai', name })
