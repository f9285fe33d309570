import type { TenantId } from '@weft/domain/kernel'
import {
  providerName,
  ToolNotFound,
  type Tool,
  type ToolProviderType,
  type ToolRef,
  type ToolRegistry,
} from '@weft/domain/tool'
import type { ToolProvider } from './tool-provider.js'

/** The tools of a fixed list of providers. Built-in ones are found as plugins too, as newer documents know them. */
export class ProviderRegistry implements ToolRegistry {
  constructor(private readonly providers: readonly ToolProvider[]) {}

  async tool(tenantId: TenantId, ref: ToolRef): Promise<Tool> {
    const provider = this.providers.find((each) => isMeant(each, tenantId, ref))
    const tool = provider?.tools.find(({ description }) => description.name === ref.tool)
    if (tool) return tool
    throw new ToolNotFound(ref, provider ? toolsOf(provider) : this.namesFor(tenantId))
  }

  private namesFor(tenantId: TenantId): string {
    const names = this.providers
      .filter((each) => belongsTo(each, tenantId))
      .map(({ type, name }) => `${name} (${type})`)
    return names.length === 0 ? 'No tools are set up.' : `Providers here: ${names.join(', ')}.`
  }
}

function toolsOf({ name, tools }: ToolProvider): string {
  return `${name} has: ${tools.map(({ description }) => description.name).join(', ')}.`
}

function isMeant(provider: ToolProvider, tenantId: TenantId, ref: ToolRef): boolean {
  if (!belongsTo(provider, tenantId)) return false
  if (family(provider.type) !== family(ref.providerType)) return false
  return provider.name === ref.provider || provider.name === providerName(ref.provider)
}

function belongsTo(provider: ToolProvider, tenantId: TenantId): boolean {
  return provider.tenantId === undefined || provider.tenantId === tenantId
}

function family(type: ToolProviderType): ToolProviderType {
  return type === 'plugin' ? 'builtin' : type
}
