import {
  ApiExtension,
  type ApiExtensionId,
  type ApiExtensionRepository,
} from '@weft/domain/extension'
import { Conflict } from '@weft/domain/kernel'
import { oldestFirst } from './birth-order.js'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryApiExtensionRepository implements ApiExtensionRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: ApiExtensionId): Promise<ApiExtension | undefined> {
    return this.session.tables.apiExtensions.get(id)
  }

  async list(): Promise<readonly ApiExtension[]> {
    return [...this.session.tables.apiExtensions.values()].sort((a, b) =>
      oldestFirst(a.properties, b.properties),
    )
  }

  async save({ id, properties, version }: ApiExtension): Promise<void> {
    this.session.requireOwn(properties.tenantId)
    const isTaken = (await this.list()).some(
      (other) => other.id !== id && other.properties.name === properties.name,
    )
    if (isTaken) throw new Conflict(`ApiExtension ${id} takes what is taken.`)
    const next = ApiExtension.restore({ ...properties, version: version + 1 })
    this.session.putVersion(this.session.tables.apiExtensions, next)
  }

  async remove(extension: ApiExtension): Promise<void> {
    const { apiExtensions } = this.session.tables
    if (apiExtensions.get(extension.id)?.version !== extension.version)
      throw new Conflict(`ApiExtension ${extension.id} was changed by somebody else.`)
    this.session.remove(apiExtensions, extension.id)
  }
}
