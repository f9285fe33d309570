import {
  HIDDEN_SECRET,
  restoreSecrets,
  withoutCredentials,
  withoutSecrets,
} from '@weft/domain/workflow'
import { anyJsonObject } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const secret = { name: 'key', value_type: 'secret', value: 'sk-1', colour: 'red' }
const plain = { name: 'town', value_type: 'string', value: 'Rome' }

describe('withoutSecrets', () => {
  it('H9 empties secrets and leaves other variables alone', () => {
    const workflow = { environment_variables: [secret, plain], other: 1 }
    expect(withoutSecrets(workflow)).toEqual({
      environment_variables: [{ ...secret, value: '' }, plain],
      other: 1,
    })
    expect(secret.value).toBe('sk-1')
  })

  it('removes what belongs to this workspace from the nodes', () => {
    const nodes = [
      { id: 't', data: { type: 'tool', credential_id: 'c', tool_name: 'x' } },
      {
        id: 'a',
        data: {
          type: 'agent',
          agent_parameters: {
            tools: { type: 'constant', value: [{ credential_id: 'c', name: 'x' }] },
          },
        },
      },
      { id: 'w', data: { type: 'trigger-webhook', webhook_url: 'u', webhook_debug_url: 'd' } },
      { id: 'p', data: { type: 'trigger-plugin', subscription_id: 's' } },
      { id: 'l', data: { type: 'llm', credential_id: 'kept' } },
    ]
    expect(withoutSecrets({ graph: { nodes, edges: [] } })).toEqual({
      graph: {
        nodes: [
          { id: 't', data: { type: 'tool', tool_name: 'x' } },
          {
            id: 'a',
            data: {
              type: 'agent',
              agent_parameters: { tools: { type: 'constant', value: [{ name: 'x' }] } },
            },
          },
          { id: 'w', data: { type: 'trigger-webhook', webhook_url: '', webhook_debug_url: '' } },
          { id: 'p', data: { type: 'trigger-plugin', subscription_id: '' } },
          { id: 'l', data: { type: 'llm', credential_id: 'kept' } },
        ],
        edges: [],
      },
    })
  })

  it('removes default files that were uploaded here, and keeps those that live elsewhere', () => {
    const uploaded = { transfer_method: 'local_file', upload_file_id: 'f' }
    const remote = { transfer_method: 'remote_url', url: 'https://x.test/a' }
    const variables = [
      { variable: 'a', type: 'file', default: uploaded },
      { variable: 'b', type: 'file', default: remote },
      { variable: 'c', type: 'file-list', default: [uploaded, remote] },
      { variable: 'd', type: 'paragraph', default: 'text' },
    ]
    const workflow = { graph: { nodes: [{ id: 's', data: { type: 'start', variables } }] } }
    expect(withoutSecrets(workflow)).toEqual({
      graph: {
        nodes: [
          {
            id: 's',
            data: {
              type: 'start',
              variables: [
                { variable: 'a', type: 'file' },
                { variable: 'b', type: 'file', default: remote },
                { variable: 'c', type: 'file-list', default: [remote] },
                { variable: 'd', type: 'paragraph', default: 'text' },
              ],
            },
          },
        ],
      },
    })
  })

  it('H3 keeps notes, and everything else it does not know', () => {
    const note = { id: 'n', type: 'custom-note', data: { type: '', text: '{"root": 1}' }, width: 3 }
    const section = { graph: { nodes: [note], viewport: { x: 1 } } }
    expect(withoutSecrets(section)).toStrictEqual(section)
    fc.assert(
      fc.property(anyJsonObject(), (workflow) => {
        expect(withoutSecrets(workflow)).toEqual(workflow)
      }),
    )
  })
})

describe('restoreSecrets', () => {
  it('H9 keeps the stored value where the placeholder came back', () => {
    const edited = {
      environment_variables: [
        { ...secret, value: HIDDEN_SECRET, description: 'new' },
        { ...plain, value: 'Bari' },
        { name: 'unknown', value_type: 'secret', value: HIDDEN_SECRET },
      ],
    }
    expect(restoreSecrets(edited, { environment_variables: [plain, secret] })).toEqual({
      environment_variables: [
        { ...secret, description: 'new' },
        { ...plain, value: 'Bari' },
        { name: 'unknown', value_type: 'secret', value: HIDDEN_SECRET },
      ],
    })
  })

  it('takes a new value when one was typed in', () => {
    const edited = { environment_variables: [{ ...secret, value: 'sk-2' }] }
    expect(restoreSecrets(edited, { environment_variables: [secret] })).toEqual(edited)
  })
})

describe('withoutCredentials', () => {
  it('removes the credentials of an agent’s tools', () => {
    const tools = [{ tool_name: 'x', credential_id: 'c' }, { dataset: { id: 'd' } }]
    const section = { pre_prompt: '', agent_mode: { enabled: true, tools } }
    expect(withoutCredentials(section)).toEqual({
      pre_prompt: '',
      agent_mode: { enabled: true, tools: [{ tool_name: 'x' }, { dataset: { id: 'd' } }] },
    })
    expect(withoutCredentials({ pre_prompt: 'x' })).toEqual({ pre_prompt: 'x' })
  })
})
