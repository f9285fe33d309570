import { obfuscate } from '@weft/domain/kernel'
import type { Config } from './config.js'

/** The effective configuration as people may see it: keys and passwords are obfuscated. */
export function describeConfig(config: Config): Config {
  return {
    ...config,
    ...(config.secretKey === undefined ? {} : { secretKey: obfuscate(config.secretKey) }),
    previousSecretKeys: config.previousSecretKeys.map(obfuscate),
    ...(config.databaseUrl === undefined
      ? {}
      : { databaseUrl: withoutPassword(config.databaseUrl) }),
    tools: {
      api: config.tools.api.map((api) => ({ ...api, credentials: withoutValues(api.credentials) })),
    },
    sandbox: withoutKey(config.sandbox),
    models: {
      ...config.models,
      providers: config.models.providers.map((provider) => ({
        ...provider,
        ...(provider.baseUrl === undefined ? {} : { baseUrl: withoutPassword(provider.baseUrl) }),
        ...(provider.apiKey === undefined ? {} : { apiKey: obfuscate(provider.apiKey) }),
      })),
    },
  }
}

function withoutValues(credentials: Config['tools']['api'][number]['credentials']) {
  return Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [
      name,
      name === 'auth_type' ? value : obfuscate(JSON.stringify(value)),
    ]),
  )
}

function withoutKey(sandbox: Config['sandbox']): Config['sandbox'] {
  const { remote } = sandbox
  if (remote === undefined) return sandbox
  const { url, apiKey } = remote
  return { ...sandbox, remote: { ...remote, url: withoutPassword(url), apiKey: obfuscate(apiKey) } }
}

function withoutPassword(address: string): string {
  const url = new URL(address)
  if (url.password === '') return address
  url.password = '********'
  return url.toString()
}
