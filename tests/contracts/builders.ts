import { randomBytes } from 'node:crypto'
import { Account, AccountId, EndUser, EndUserId, Tenant } from '@weft/domain/account'
import { ApiKey, ApiKeyId, App, AppConfiguration, AppConfigurationId } from '@weft/domain/app'
import {
  Conversation,
  ConversationId,
  Message,
  MessageId,
  type ConversationVariable,
} from '@weft/domain/conversation'
import {
  AppId,
  formatUuidV7,
  TenantId,
  TokenUsage,
  type DomainEvent,
  type JsonObject,
} from '@weft/domain/kernel'
import { RunId, Workflow, WorkflowId, type WorkflowRun } from '@weft/domain/workflow'

export const aTime = (offsetMs = 0) => new Date(Date.UTC(2030, 0, 2, 3, 4, 5, 678) + offsetMs)

let births = 0
/** Ids sort in the order they were made. */
export const anId = () => formatUuidV7(Date.UTC(2030, 0, 1) + births++, randomBytes(10))
export const aTenantId = () => TenantId.parse(anId())

export const aTenant = (id = aTenantId()) =>
  Tenant.create({ id, name: 'Looms', ownerId: AccountId.parse(anId()), at: aTime() })

export const anAccount = () =>
  Account.create({
    id: AccountId.parse(anId()),
    name: 'Ada',
    email: 'ada@example.org',
    createdAt: aTime(),
  })

export const anApp = (tenantId: TenantId, at = aTime()) =>
  App.create({
    id: AppId.parse(anId()),
    tenantId,
    mode: 'advanced-chat',
    name: 'Weaver',
    description: 'Answers.',
    icon: { type: 'emoji', value: '🧵', background: '#FFEAD5' },
    useIconAsAnswerIcon: true,
    dslExtras: { version: '0.3.0', nested: { list: [1, 2.5, null, true] } },
    at,
  })

export const anEndUser = (app: App, sessionId = `user-${anId()}`) =>
  EndUser.create({
    id: EndUserId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    type: 'service-api',
    sessionId,
    createdAt: aTime(),
  })

export const aConfiguration = (app: App, document: JsonObject = { model: { name: 'm' } }) =>
  AppConfiguration.of({
    id: AppConfigurationId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    document,
    createdAt: aTime(),
  })

export const aHash = () => randomBytes(32).toString('hex')

export const anApiKey = (app: App, hash = aHash()) =>
  ApiKey.create({
    id: ApiKeyId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    hash,
    hint: 'app-ab************yz',
    at: aTime(),
  })

export const aDraft = (app: App, document: JsonObject = { graph: { nodes: [], edges: [] } }) =>
  Workflow.draft({
    id: WorkflowId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    document,
    at: aTime(),
  })

export const aConversation = (endUser: EndUser) =>
  Conversation.begin({
    id: ConversationId.parse(anId()),
    tenantId: endUser.tenantId,
    appId: endUser.appId,
    endUserId: endUser.id,
    mode: 'chat',
    configurationId: undefined,
    inputs: { city: 'Köln' },
    introduction: 'Hello!',
    invokeFrom: 'service-api',
    at: aTime(),
  })

export const aMessage = ({ properties }: Conversation, at = aTime()) =>
  Message.begin({
    id: MessageId.parse(anId()),
    tenantId: properties.tenantId,
    appId: properties.appId,
    conversationId: properties.id,
    endUserId: properties.endUserId,
    inputs: {},
    query: 'What is a weft?',
    files: [{ type: 'image', url: 'https://example.org/a.png' }],
    runId: undefined,
    at,
  })

export const aUsage = () =>
  TokenUsage.of({
    promptTokens: 12,
    completionTokens: 30,
    promptUnitPrice: '0.0015',
    promptPriceUnit: '0.001',
    latency: 1.25,
    timeToFirstToken: 0.25,
  })

export const aVariable = (
  { properties }: Conversation,
  overrides: Partial<ConversationVariable> = {},
): ConversationVariable => ({
  tenantId: properties.tenantId,
  conversationId: properties.id,
  id: anId(),
  name: 'topic',
  type: 'string',
  value: 'weaving',
  description: 'What it is about',
  createdAt: aTime(),
  updatedAt: aTime(),
  ...overrides,
})

export const aDomainEvent = (overrides: Partial<DomainEvent> = {}): DomainEvent => ({
  type: 'AppCreated',
  schemaVersion: 1,
  aggregateId: anId(),
  at: aTime(),
  data: { mode: 'chat' },
  ...overrides,
})

export const aRun = (overrides: Partial<WorkflowRun> = {}): WorkflowRun => ({
  id: RunId.parse(anId()),
  tenantId: aTenantId(),
  appId: AppId.parse(anId()),
  workflowId: WorkflowId.parse(anId()),
  workflowVersion: 'draft',
  mode: 'workflow',
  status: 'running',
  inputs: { city: 'Köln', count: 3 },
  outputs: {},
  error: undefined,
  totalTokens: 0,
  totalSteps: 0,
  exceptionsCount: 0,
  createdBy: undefined,
  createdAt: aTime(),
  finishedAt: undefined,
  ...overrides,
})
