import type { ApiExtension, ApiExtensionId } from './api-extension.js'

/** The API extensions of one workspace. */
export interface ApiExtensionRepository {
  find(id: ApiExtensionId): Promise<ApiExtension | undefined>
  /** Oldest first. */
  list(): Promise<readonly ApiExtension[]>
  /** @throws Conflict when somebody else changed it since it was loaded, or another extension has its name. */
  save(extension: ApiExtension): Promise<void>
  /** @throws Conflict when somebody else changed or removed it since it was loaded. */
  remove(extension: ApiExtension): Promise<void>
}
