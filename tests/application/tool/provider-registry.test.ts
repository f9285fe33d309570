import { TenantId } from '@weft/domain/kernel'
import { ToolNotFound, type ToolProviderType } from '@weft/domain/tool'
import { ProviderRegistry, timeTools } from '@weft/application/tool'
import { describe, expect, it } from 'vitest'
import { tenantId } from './tool-harness.js'

const time = timeTools({ now: () => new Date(0) })
const registry = new ProviderRegistry([time, { ...time, type: 'api', name: 'mine', tenantId }])

const find = (
  providerType: ToolProviderType,
  provider: string,
  tool = 'weekday',
  tenant: TenantId = tenantId,
) => registry.tool(tenant, { providerType, provider, tool })

describe('ProviderRegistry', () => {
  it.each<[ToolProviderType, string]>([
    ['builtin', 'time'],
    ['plugin', 'time'],
    ['builtin', 'langgenius/time/time'],
    ['plugin', 'langgenius/time/time'],
    ['api', 'mine'],
  ])('finds a %s tool of %s', async (type, provider) => {
    expect((await find(type, provider)).description.name).toBe('weekday')
  })

  it('says what there is where something is not there', async () => {
    await expect(find('builtin', 'jina')).rejects.toThrow(
      'There is no builtin tool jina/weekday. Providers here: time (builtin), mine (api).',
    )
    await expect(find('builtin', 'time', 'noon')).rejects.toThrow(/time has: current_time, /)
    await expect(find('api', 'time')).rejects.toThrow(ToolNotFound)
  })

  it('keeps the tools of a workspace from others (T-C5)', async () => {
    const other = TenantId.parse('00000000-0000-7000-8000-000000000003')
    await expect(find('api', 'mine', 'weekday', other)).rejects.toThrow(
      'There is no api tool mine/weekday. Providers here: time (builtin).',
    )
  })
})
