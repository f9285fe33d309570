import type { CodeSettings } from './code-settings.js'

/** What one workspace decided about its code. */
export interface CodeSettingsRepository {
  /** Nothing when the workspace never decided anything. */
  find(): Promise<CodeSettings | undefined>
  /** Inserts or replaces. @throws Conflict when somebody else saved since the settings were loaded. */
  save(settings: CodeSettings): Promise<void>
}
