import { join } from 'node:path'
import { Egress } from '@weft/adapters-egress'
import type { CodeRulesSource } from '@weft/application/workflow'
import { Secret, type EgressClient, type Logger } from '@weft/domain/kernel'
import { createCodeSandbox, type CodeSandbox, type CodeSandboxOptions } from '@weft/sandbox'
import type { Config } from '../config/config.js'
import { CodePermissions } from './code-permissions.js'

type CodeServices = {
  readonly config: Config
  /** The way out for code that was granted the network. */
  readonly egress: EgressClient
  readonly rules: CodeRulesSource
  readonly logger: Logger
}

/**
 * The sandbox as the operator configured it. What workspaces decide is asked for before each run and can change two answers
 * only: whether and where to the network is open, and what code is read against.
 */
export function openCodeSandbox({ config, egress, rules, logger }: CodeServices): CodeSandbox {
  const { sandbox, dataDir } = config
  const permissions = new CodePermissions(config, rules)
  const remote = openRemote(sandbox)
  const code = createCodeSandbox({
    timeoutMs: sandbox.timeoutMs,
    maxMemoryBytes: sandbox.maxMemoryBytes,
    ...definedOnly(sandbox),
    network: {
      egress,
      grantOf: (tenantId) => permissions.grantOf(tenantId),
      audit: (record) => {
        logger.info('code used the network', { ...record })
      },
    },
    policyOf: (tenantId, language) => permissions.policyOf(tenantId, language),
    ...(sandbox.go && { go: { command: sandbox.go, cacheFolder: join(dataDir, 'go-cache') } }),
    ...(remote && { remote }),
  })
  return remote === undefined ? code : closingBoth(code, remote.egress)
}

function definedOnly(sandbox: Config['sandbox']): Partial<CodeSandboxOptions> {
  const { pythonWorkers, javascriptWorkers, reservedWorkers } = sandbox
  return {
    ...(pythonWorkers === undefined ? {} : { pythonWorkers }),
    ...(javascriptWorkers === undefined ? {} : { javascriptWorkers }),
    ...(reservedWorkers === undefined ? {} : { reservedWorkers }),
  }
}

/** The service has a way of its own, so that no code can reach it by the one it is lent. */
function openRemote({ remote }: Config['sandbox']) {
  if (remote === undefined) return undefined
  const { url, apiKey, languages } = remote
  const { hostname, port, protocol } = new URL(url)
  const allow = [`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`]
  return { url, apiKey: Secret.of(apiKey), languages, egress: Egress.open({ allow }) }
}

function closingBoth(code: CodeSandbox, egress: Egress): CodeSandbox {
  return {
    languages: code.languages,
    run: (request, options) => code.run(request, options),
    analyse: (request, options) => code.analyse(request, options),
    warmUp: (languages) => code.warmUp(languages),
    close: async () => {
      await code.close()
      await egress.close()
    },
  }
}
