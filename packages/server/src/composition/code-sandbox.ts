import { join } from 'node:path'
import { Egress } from '@weft/adapters-egress'
import { Secret, type EgressClient, type Logger } from '@weft/domain/kernel'
import { createCodeSandbox, type CodeSandbox, type CodeSandboxOptions } from '@weft/sandbox'
import type { Config } from '../config/config.js'

type CodeServices = {
  readonly config: Config
  /** The way out for code that was granted the network. */
  readonly egress: EgressClient
  readonly logger: Logger
}

/** The sandbox as the operator configured it. */
export function openCodeSandbox(services: CodeServices): CodeSandbox {
  const { sandbox, dataDir } = services.config
  const remote = openRemote(sandbox)
  const code = createCodeSandbox({
    timeoutMs: sandbox.timeoutMs,
    maxMemoryBytes: sandbox.maxMemoryBytes,
    ...definedOnly(sandbox),
    network: networkOf(services),
    ...(sandbox.policy && { policyOf: policyOf(sandbox.policy) }),
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

function networkOf({ config, egress, logger }: CodeServices) {
  return {
    egress,
    isGranted: () => config.sandbox.network,
    audit: (record: object) => {
      logger.info('code used the network', { ...record })
    },
  }
}

function policyOf({ refuseFrom, ...rest }: NonNullable<Config['sandbox']['policy']>) {
  const policy = { ...rest, ...(refuseFrom === undefined ? {} : { refuseFrom }) }
  return () => policy
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
