import { TenantId } from '@weft/domain/kernel'

/** The workspace of an installation that has only one. */
export const DEFAULT_WORKSPACE = TenantId.parse('00000000-0000-7000-8000-000000000001')
