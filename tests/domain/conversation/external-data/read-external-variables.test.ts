import { readExternalVariables } from '@weft/domain/conversation'
import { readModelConfiguration } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const config = { api_based_extension_id: 'e-1' }

describe('readExternalVariables', () => {
  it('reads those listed and switched on, and those of the form that are configured', () => {
    const configuration = readModelConfiguration({
      external_data_tools: [
        { enabled: true, variable: 'weather', type: 'api', config },
        { enabled: false, variable: 'off', type: 'api', config },
        { variable: 'never said to be on', type: 'api', config },
        { enabled: true, type: 'api', config },
      ],
      user_input_form: [
        { 'text-input': { variable: 'name' } },
        { external_data_tool: { variable: 'news', type: 'api', config } },
        { external_data_tool: { variable: 'unfinished', type: 'api' } },
        { external_data_tool: { variable: 'weather', type: 'other', config } },
      ],
    })
    expect(readExternalVariables(configuration)).toEqual([
      { variable: 'weather', type: 'api', config },
      { variable: 'news', type: 'api', config },
    ])
  })

  it('reads none of an app without any', () => {
    expect(readExternalVariables(readModelConfiguration({}))).toEqual([])
  })
})
