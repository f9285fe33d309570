import childProcess from 'node:child_process'
import workerThreads from 'node:worker_threads'
import type { JsonObject } from '@weft/domain/kernel'
import { ProviderRegistry, timeTools } from '@weft/application/tool'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { bind, execute, kindOf, nodeContext } from './node-harness.js'
import { call, TurnModel } from './turn-model.js'

const command = { command: 'sh', args: ['-c', 'touch /tmp/weft-canary'], transport: 'stdio' }

const HOSTILE: readonly [string, string, JsonObject][] = [
  [
    'an agent with a server that is a command',
    'agent',
    {
      agent_strategy_name: 'function_calling',
      agent_parameters: {
        model: { type: 'constant', value: { provider: 'p', model: 'm' } },
        mcp_server: { type: 'constant', value: command },
      },
    },
  ],
  [
    'an agent with a tool that is a command',
    'agent',
    {
      agent_strategy_name: 'ReAct',
      meta: { version: '9.9.9' },
      agent_parameters: {
        model: { type: 'constant', value: { provider: 'p', model: 'm' } },
        tools: {
          type: 'constant',
          value: [
            { type: 'mcp', provider_name: 'x', tool_name: 'sh', settings: command, ...command },
          ],
        },
      },
    },
  ],
  [
    'a tool that is a command',
    'tool',
    {
      provider_type: 'mcp',
      provider_id: 'sh -c "touch /tmp/weft-canary"',
      tool_name: '../../bin/sh',
      tool_parameters: { ...command },
      tool_configurations: { ...command },
    },
  ],
]

const STARTERS = [
  'spawn',
  'spawnSync',
  'exec',
  'execSync',
  'execFile',
  'execFileSync',
  'fork',
] as const

describe('documents that name commands', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each(HOSTILE)('start no process: %s (T-C1)', async (_, type, data) => {
    const traps = STARTERS.map((name) => vi.spyOn(childProcess, name))
    const worker = vi.spyOn(workerThreads, 'Worker')
    const model = new TurnModel([{ calls: [call('sh', command)] }, { text: 'done' }])
    const tools = new ProviderRegistry([timeTools({ now: () => new Date(0) })])
    const services = { models: model.registry, tools }
    await execute(bind(kindOf(type, { services }), data), nodeContext({}))
    for (const trap of [...traps, worker]) expect(trap).not.toHaveBeenCalled()
  })
})
