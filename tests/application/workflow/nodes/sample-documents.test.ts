import { parseDslText } from '@weft/application/workflow'
import { readDsl, readWorkflow, type GraphNode } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import {
  hasSharedFiles,
  listShared,
  readShared,
  sharedFilesNote,
} from '../../../support/shared-files.js'
import { kindOf } from './node-harness.js'

const KINDS = new Set([
  'start',
  'end',
  'answer',
  'llm',
  'if-else',
  'code',
  'template-transform',
  'variable-aggregator',
  'variable-assigner',
  'assigner',
  'question-classifier',
  'parameter-extractor',
  'knowledge-retrieval',
  'knowledge-retrieval-v2',
  'tool',
  'agent',
])

/** Graphs without an app around them, and documents of another format. */
const NO_APP = /builder_restricted|claude_workflow/

const documents = hasSharedFiles
  ? ['dsl/community/', 'dsl/fixtures/']
      .flatMap((folder) => listShared(folder, '.yml').map((name) => folder + name))
      .filter((path) => !NO_APP.test(path))
  : []

function nodesIn(path: string): readonly GraphNode[] {
  const { body } = readDsl(parseDslText(readShared(path)))
  return body.type === 'workflow' ? readWorkflow(body.workflow).graph.nodes : []
}

describe.runIf(hasSharedFiles)(`nodes of the sample documents${sharedFilesNote}`, () => {
  it.each(documents)('can be read: %s', (path) => {
    for (const node of nodesIn(path).filter(({ type }) => KINDS.has(type))) {
      const { id, title, data, type, version } = node
      expect(kindOf(type, { version }).bind({ id, title, data })).toHaveProperty('execute')
    }
  })
})
