import type {
  AppConfiguration,
  AppConfigurationId,
  AppConfigurationRepository,
} from '@weft/domain/app'
import { Conflict } from '@weft/domain/kernel'
import type { TenantSession } from '../kernel/tenant-session.js'
import { toAppConfiguration, toAppConfigurationRow } from './app-mapper.js'

export class PostgresAppConfigurationRepository implements AppConfigurationRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: AppConfigurationId): Promise<AppConfiguration | undefined> {
    const row = await this.session.db
      .selectFrom('app_configurations')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toAppConfiguration(row)
  }

  async add(configuration: AppConfiguration): Promise<void> {
    this.session.requireOwn(configuration.tenantId)
    const { numInsertedOrUpdatedRows } = await this.session.db
      .insertInto('app_configurations')
      .values(toAppConfigurationRow(configuration))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n)
      throw new Conflict(`App configuration ${configuration.id} exists already.`)
  }
}
