import { AppId, TenantId } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { DRAFT_VERSION, Workflow, WorkflowId } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const ids = sequentialIds()

describe('Workflow', () => {
  it('is edited as a draft', () => {
    const clock = aClock()
    const draft = aDraft()
    clock.advance(1000)
    const edited = draft.edit({ graph: { nodes: [] } }, clock.now())
    expect(edited.isDraft).toBe(true)
    expect(edited.properties.versionLabel).toBe(DRAFT_VERSION)
    expect(edited.properties.document).toEqual({ graph: { nodes: [] } })
    expect(draft.properties.document).toEqual({ graph: {} })
    expect(edited.properties.updatedAt).toEqual(clock.now())
    expect(edited.properties.createdAt).toEqual(draft.properties.createdAt)
  })

  it('is published as a copy named after the time, and the draft stays', () => {
    const clock = aClock('2026-05-06T07:08:09.123Z')
    const draft = aDraft()
    const id = WorkflowId.parse(ids.next())
    const published = draft.publish(id, clock.now())
    expect(published.id).toBe(id)
    expect(published.isDraft).toBe(false)
    expect(published.properties.versionLabel).toBe('2026-05-06T07:08:09.123Z')
    expect(published.properties.document).toEqual(draft.properties.document)
    expect(published.version).toBe(0)
    expect(published.recordedEvents).toEqual([
      {
        type: 'WorkflowPublished',
        schemaVersion: 1,
        aggregateId: id,
        at: clock.now(),
        data: { appId: draft.properties.appId },
      },
    ])
    expect(draft.isDraft).toBe(true)
    expect(draft.recordedEvents).toEqual([])
  })

  it('never changes once it is published', () => {
    const clock = aClock()
    const published = aDraft().publish(WorkflowId.parse(ids.next()), clock.now())
    expect(() => published.edit({}, clock.now())).toThrow(TypeError)
  })
})

function aDraft(): Workflow {
  return Workflow.draft({
    id: WorkflowId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    appId: AppId.parse(ids.next()),
    document: { graph: {} },
    at: aClock().now(),
  })
}
