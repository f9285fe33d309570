import { parseMocks } from '@weft/application/workflow'
import { isJsonObject, type JsonArray, type JsonObject } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { hasSharedFiles, readShared, sharedFilesNote } from '../../../support/shared-files.js'

const cases = hasSharedFiles
  ? (JSON.parse(readShared('dsl/fixtures/expectations.json')) as JsonArray).filter(isJsonObject)
  : []
const mocked = cases.filter(({ mocks }) => isJsonObject(mocks) && Object.keys(mocks).length > 0)
const title = (each: JsonObject) => JSON.stringify([each['fixture'], each['case']])

describe.runIf(hasSharedFiles)(`the mocks of the sample cases${sharedFilesNote}`, () => {
  it.each(mocked.map((each) => [title(each), each['mocks']] as const))(
    'can be read: %s',
    (_, mocks) => {
      const { byNode, byType } = parseMocks(mocks)
      expect(byNode.size + byType.size).toBe(Object.keys(mocks as JsonObject).length)
    },
  )
})
