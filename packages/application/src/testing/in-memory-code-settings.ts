import { CodeSettings, type CodeSettingsRepository } from '@weft/domain/workflow'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryCodeSettingsRepository implements CodeSettingsRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(): Promise<CodeSettings | undefined> {
    return this.session.tables.codeSettings.get(this.session.tenantId)
  }

  async save(settings: CodeSettings): Promise<void> {
    this.session.requireOwn(settings.id)
    const { properties, version } = settings
    const next = CodeSettings.restore({ ...properties, version: version + 1 })
    this.session.putVersion(this.session.tables.codeSettings, next)
  }
}
