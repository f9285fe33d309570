import type { ModelCredential, ModelCredentialId } from './model-credential.js'

/** The credentials of one workspace. */
export interface ModelCredentialRepository {
  find(id: ModelCredentialId): Promise<ModelCredential | undefined>
  /** Oldest first. */
  list(): Promise<readonly ModelCredential[]>
  /**
   * @throws Conflict when somebody else changed it since it was loaded, or another credential for the same provider
   * and model has its name.
   */
  save(credential: ModelCredential): Promise<void>
  /** @throws Conflict when somebody else changed or removed it since it was loaded. */
  remove(credential: ModelCredential): Promise<void>
}

/** Tells which workspaces keep credentials, for what concerns all of them. */
export interface CredentialDirectory {
  listWorkspaces(): Promise<readonly string[]>
}
