import type { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import { obfuscate } from '@weft/domain/kernel'
import { CredentialUnreadable, type CredentialCipher } from '@weft/domain/model'

/** An extension as people may see it. */
export type ApiExtensionView = {
  readonly id: ApiExtensionId
  readonly name: string
  readonly endpoint: string
  /** Obfuscated; absent when it cannot be opened any more. */
  readonly apiKey: string | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

export function toExtensionView(
  { properties }: ApiExtension,
  cipher: CredentialCipher,
): ApiExtensionView {
  const { id, tenantId, name, endpoint, sealedKey, createdAt, updatedAt } = properties
  return { id, name, endpoint, apiKey: shownKey(), createdAt, updatedAt }

  function shownKey(): string | undefined {
    try {
      return obfuscate(cipher.open(tenantId, sealedKey).reveal())
    } catch (error) {
      if (error instanceof CredentialUnreadable) return undefined
      throw error
    }
  }
}
