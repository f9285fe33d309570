import { describe, expect, it } from 'vitest'
import { kindOf, run } from './node-harness.js'

describe('kinds that do not run here', () => {
  it.each([
    ['datasource', /^Data source nodes are not available here/],
    ['knowledge-index', /^Knowledge index nodes are not available here/],
    ['knowledge-retrieval-v2', /^Knowledge retrieval of version 2 is not available here/],
  ])('%s is read, and says so when it is reached (I.11)', async (type, error) => {
    expect(await run(kindOf(type), { control_space_ids: ['x'], top_n: 5 })).toMatchObject({
      type: 'failed',
      errorType: 'NodeNotAvailableError',
      error: expect.stringMatching(error) as string,
    })
  })
})
