import type { JsonObject, TenantId } from '@weft/domain/kernel'
import {
  ApiExtensionId,
  ApiExtensionNotFound,
  type ApiExtension,
  type ExtensionCall,
} from '@weft/domain/extension'
import type { CredentialCipher } from '@weft/domain/model'
import type { UnitOfWork } from '../kernel/index.js'
import type { ApiExtensionClient } from './api-extension-client.js'

/** The extensions of every workspace, as apps call them: by the id a document names. */
export interface ExtensionCaller {
  /**
   * @throws ApiExtensionNotFound when the workspace has none of this id.
   * @throws ApiExtensionFailed when it lets the app down.
   */
  call(
    tenantId: TenantId,
    extensionId: string,
    call: ExtensionCall,
    options: { readonly signal: AbortSignal },
  ): Promise<JsonObject>
}

export class WorkspaceExtensions implements ExtensionCaller {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cipher: CredentialCipher
      readonly client: ApiExtensionClient
    },
  ) {}

  async call(
    tenantId: TenantId,
    extensionId: string,
    call: ExtensionCall,
    options: { readonly signal: AbortSignal },
  ): Promise<JsonObject> {
    const { cipher, client } = this.ports
    const { endpoint, sealedKey } = (await this.find(tenantId, extensionId)).properties
    return client.call({ endpoint, apiKey: cipher.open(tenantId, sealedKey) }, call, options)
  }

  private async find(tenantId: TenantId, rawId: string): Promise<ApiExtension> {
    const id = ApiExtensionId.tryParse(rawId.toLowerCase())
    const extension =
      id &&
      (await this.ports.unitOfWork.run(tenantId, ({ apiExtensions }) => apiExtensions.find(id)))
    if (!extension) throw new ApiExtensionNotFound(rawId)
    return extension
  }
}
