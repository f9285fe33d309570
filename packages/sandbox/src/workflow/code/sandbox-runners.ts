import { availableParallelism } from 'node:os'

import { CODE_LANGUAGES, type CodeLanguage } from '@weft/domain/workflow'

import { GO_CELL } from './go/go-cell.js'
import { GoCompiler } from './go/go-compiler.js'
import { GoRunner } from './go/go-runner.js'
import { JAVASCRIPT_CELL } from './javascript/javascript-cell.js'
import { LocalRunner, type LanguageRunner } from './language-runner.js'
import { PYTHON_CELL } from './python/python-cell.js'
import { RemoteRunner } from './remote/remote-runner.js'
import { requireWithin, type SandboxLimits } from './sandbox-limits.js'
import type { CodeSandboxOptions } from './sandbox-options.js'
import type { QueueLimits } from './tenant-queue.js'
import type { CellKind } from './worker-cell.js'
import { WorkerPool } from './worker-pool.js'

export type SandboxRunners = {
  readonly byLanguage: ReadonlyMap<CodeLanguage, LanguageRunner>
  /** Those that can read code without running it, whoever runs it. */
  readonly readers: ReadonlyMap<CodeLanguage, LocalRunner>
  readonly all: ReadonlySet<LanguageRunner>
}

/** @throws RangeError when a number makes no sense. */
export function openRunners(options: CodeSandboxOptions, limits: SandboxLimits): SandboxRunners {
  const queue = queueLimits(options)
  const open = (kind: CellKind, option: WorkerOption) =>
    new LocalRunner(new WorkerPool(kind, poolSize(options, option), limits, queue), limits)
  const python = open(PYTHON_CELL, 'pythonWorkers')
  const javascript = open(JAVASCRIPT_CELL, 'javascriptWorkers')
  const readers = new Map<CodeLanguage, LocalRunner>([
    ['python3', python],
    ['javascript', javascript],
    ['typescript', javascript],
  ])
  const runners = new Map<CodeLanguage, LanguageRunner>(readers)
  if (options.go !== undefined) {
    const compiler = new GoCompiler(options.go, limits.maxMemoryBytes, queue)
    runners.set('go', new GoRunner(compiler, open(GO_CELL, 'goWorkers')))
  }
  if (options.remote !== undefined) {
    const remote = new RemoteRunner(options.remote, limits)
    for (const language of options.remote.languages) runners.set(language, remote)
  }
  const offered = options.languages ?? CODE_LANGUAGES
  return {
    byLanguage: only(runners, offered),
    readers: only(readers, offered),
    all: new Set([...runners.values(), python, javascript]),
  }
}

type WorkerOption = 'pythonWorkers' | 'javascriptWorkers' | 'goWorkers'

function poolSize(options: CodeSandboxOptions, option: WorkerOption) {
  const workers = options[option] ?? Math.max(2, Math.min(4, availableParallelism()))
  const reserved = options.reservedWorkers ?? 1
  requireWithin(option, workers, 1, 256)
  requireWithin('reservedWorkers', reserved, 0, 256)
  return { workers, reserved }
}

function queueLimits(options: CodeSandboxOptions): QueueLimits {
  const maxQueued = options.maxQueued ?? 256
  const maxQueuedPerTenant = options.maxQueuedPerTenant ?? 64
  requireWithin('maxQueued', maxQueued, 1, 1_000_000)
  requireWithin('maxQueuedPerTenant', maxQueuedPerTenant, 1, 1_000_000)
  return { maxQueued, maxQueuedPerTenant }
}

function only<Value>(
  all: ReadonlyMap<CodeLanguage, Value>,
  offered: readonly CodeLanguage[],
): ReadonlyMap<CodeLanguage, Value> {
  return new Map([...all].filter(([language]) => offered.includes(language)))
}
