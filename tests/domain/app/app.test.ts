import { App, AppConfigurationId, AppId, type NewApp } from '@weft/domain/app'
import { TenantId, ValidationError } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { WorkflowId } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const clock = aClock()
const ids = sequentialIds()

describe('App', () => {
  it('starts with its API and its site open, nothing published, and one event', () => {
    const app = App.create(aNewApp({ name: 'Menu' }))
    expect(app.properties).toMatchObject({
      status: 'normal',
      apiEnabled: true,
      siteEnabled: true,
      maxActiveRequests: 0,
      configurationId: undefined,
      publishedWorkflowId: undefined,
      version: 0,
    })
    expect(app.recordedEvents).toEqual([
      {
        type: 'AppCreated',
        schemaVersion: 1,
        aggregateId: app.id,
        at: clock.now(),
        data: { mode: 'workflow' },
      },
    ])
  })

  it.each(['', '   ', 'x'.repeat(256)])('refuses the name %j', (name) => {
    expect(() => App.create(aNewApp({ name }))).toThrow(ValidationError)
    const app = App.create(aNewApp({ name: 'x'.repeat(255) }))
    expect(() => app.withAppearance({ ...aNewApp({ name }) }, clock.now())).toThrow(ValidationError)
  })

  it('refuses a description of more than 400 characters', () => {
    expect(() => App.create(aNewApp({ description: 'x'.repeat(401) }))).toThrow(ValidationError)
    expect(App.create(aNewApp({ description: 'x'.repeat(400) })).name).toBe('An app')
  })

  it('changes by copies that carry the story so far', () => {
    const created = App.create(aNewApp({}))
    const workflowId = WorkflowId.parse(ids.next())
    const configurationId = AppConfigurationId.parse(ids.next())
    const later = new Date(clock.now().getTime() + 1000)
    const published = created
      .withConfiguration(configurationId, later)
      .withPublishedWorkflow(workflowId, later)
      .withApiEnabled(false, later)
    expect(published.recordedEvents.map((event) => [event.type, event.data])).toEqual([
      ['AppCreated', { mode: 'workflow' }],
      ['AppConfigured', { configurationId }],
      ['AppPublished', { workflowId }],
      ['AppApiSwitched', { apiEnabled: false }],
    ])
    expect(published.properties.updatedAt).toEqual(later)
    expect(published.properties.createdAt).toEqual(clock.now())
    expect(created.properties.apiEnabled).toBe(true)
    expect(created.recordedEvents).toHaveLength(1)
  })

  it('is still there after its deletion, marked as deleted', () => {
    const app = App.create(aNewApp({}))
    expect(app.isDeleted).toBe(false)
    const deleted = app.archive(clock.now()).delete(clock.now())
    expect(deleted.isDeleted).toBe(true)
    expect(deleted.properties.status).toBe('archived')
    expect(deleted.equals(app)).toBe(true)
  })

  it('comes back from storage without events', () => {
    const { properties } = App.create(aNewApp({}))
    const restored = App.restore({ ...properties, version: 3 })
    expect(restored.recordedEvents).toEqual([])
    expect(restored.version).toBe(3)
  })
})

function aNewApp(change: Partial<NewApp>): NewApp {
  return {
    id: AppId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    mode: 'workflow',
    name: 'An app',
    description: '',
    icon: { type: 'emoji', value: '🤖', background: '#FFEAD5' },
    useIconAsAnswerIcon: false,
    dslExtras: {},
    at: clock.now(),
    ...change,
  }
}
