import { AccountId, EndUser, EndUserId, Tenant } from '@weft/domain/account'
import { App, type AppMode } from '@weft/domain/app'
import { AppId, TenantId } from '@weft/domain/kernel'

export const at = new Date('2026-03-01T10:00:00.250Z')
/** `at` on the wire. */
export const atSeconds = 1772359200

export const tenantId = TenantId.parse('00000000-0000-7000-8000-000000000001')
export const appId = AppId.parse('00000000-0000-7000-8000-000000000002')

export function anId(ending: number): string {
  return `00000000-0000-7000-8000-${ending.toString(16).padStart(12, '0')}`
}

export function anApp(mode: AppMode): App {
  return App.create({
    id: appId,
    tenantId,
    mode,
    name: 'Tea',
    description: 'Talks about tea',
    icon: { type: 'emoji', value: '🍵', background: '#fff' },
    useIconAsAnswerIcon: false,
    dslExtras: {},
    at,
  })
}

export function aTenant(): Tenant {
  return Tenant.create({
    id: tenantId,
    name: 'Workspace',
    ownerId: AccountId.parse(anId(3)),
    at,
  })
}

export function anEndUser(sessionId: string): EndUser {
  return EndUser.create({
    id: EndUserId.parse(anId(4)),
    tenantId,
    appId,
    type: 'service-api',
    sessionId,
    createdAt: at,
  })
}
