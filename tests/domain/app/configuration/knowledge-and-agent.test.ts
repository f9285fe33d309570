import type { JsonObject } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { expectRefused, validated } from './configuration.js'

const knowledge = (dataset: JsonObject, rest: JsonObject = {}) => ({
  dataset_configs: { datasets: { datasets: [{ dataset }] } },
  ...rest,
})

describe('the knowledge of a configuration', () => {
  it('is none by default', () => {
    expect(validated({})).toMatchObject({
      dataset_configs: {
        retrieval_model: 'single',
        datasets: { strategy: 'router', datasets: [] },
      },
      dataset_query_variable: '',
    })
  })

  it('G 58: needs a variable to search for in a completion app, and none in a chat app', () => {
    const configuration = knowledge({ enabled: true, id: 'd1' })
    const options = { mode: 'completion' } as const
    expectRefused(configuration, 'dataset_query_variable', 'is required', options)
    expect(validated(configuration)).toMatchObject(configuration)
    const named = { ...configuration, dataset_query_variable: 'topic' }
    expect(validated(named, options)).toMatchObject(named)
  })

  it('G 58: needs no variable for knowledge that is switched off', () => {
    const configuration = knowledge({ enabled: false, id: 'd1' })
    expect(validated(configuration, { mode: 'completion' })).toMatchObject(configuration)
  })

  it.each<[JsonObject, string]>([
    [{ dataset_configs: 'x' }, 'dataset_configs'],
    [{ dataset_configs: { retrieval_model: 'many' } }, 'dataset_configs.retrieval_model'],
    [{ dataset_configs: { reranking_mode: 'luck' } }, 'dataset_configs.reranking_mode'],
    [
      { dataset_configs: { metadata_filtering_mode: 'luck' } },
      'dataset_configs.metadata_filtering_mode',
    ],
    [knowledge({ enabled: true }), 'dataset_configs.datasets.datasets[0].dataset.id'],
    [{ dataset_query_variable: 3 }, 'dataset_query_variable'],
  ])('is refused as %j', (configuration, field) => {
    expectRefused(configuration, field)
  })
})

const tool = {
  provider_type: 'builtin',
  provider_id: 'time',
  tool_name: 'current_time',
  tool_parameters: {},
}
const agent = (...tools: readonly JsonObject[]) => ({ agent_mode: { enabled: true, tools } })
const DATASET = '6f3c1c1e-0000-7000-8000-000000000001'

describe('the agent of a configuration', () => {
  it('is off by default', () => {
    expect(validated({}, { mode: 'agent-chat' })['agent_mode']).toEqual({
      enabled: false,
      strategy: 'router',
      tools: [],
    })
  })

  it.each(Object.keys(tool))('G 59: refuses a tool without %s', (key) => {
    expectRefused(agent({ ...tool, [key]: null }), `agent_mode.tools[0].${key}`, 'is required')
  })

  it('G 59: has a tool switched off that does not say it is on', () => {
    const tools = (...entries: readonly JsonObject[]) =>
      (validated(agent(...entries))['agent_mode'] as JsonObject)['tools']
    expect(tools(tool, {}, { ...tool, enabled: true, tool_label: 'Now' })).toEqual([
      { ...tool, enabled: false },
      { ...tool, enabled: true, tool_label: 'Now' },
    ])
  })

  it('takes knowledge listed as a tool, by its UUID', () => {
    expect(validated(agent({ dataset: { id: DATASET } }))['agent_mode']).toMatchObject({
      tools: [{ dataset: { id: DATASET, enabled: false } }],
    })
    expectRefused(agent({ dataset: { id: 'd1' } }), 'agent_mode.tools[0].dataset.id', 'UUID')
  })

  it.each<[JsonObject, string]>([
    [{ agent_mode: { enabled: 'on' } }, 'agent_mode.enabled'],
    [{ agent_mode: { strategy: 'luck' } }, 'agent_mode.strategy'],
    [{ agent_mode: { tools: 'all' } }, 'agent_mode.tools'],
    [agent({ ...tool, tool_parameters: 'x' }), 'agent_mode.tools[0].tool_parameters'],
  ])('is refused as %j', (configuration, field) => {
    expectRefused(configuration, field)
  })
})
