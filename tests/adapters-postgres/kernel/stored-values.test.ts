import { openDatabase, PostgresUnitOfWork, type Database } from '@weft/adapters-postgres'
import type { UnitOfWork } from '@weft/application/kernel'
import { ValidationError, type JsonValue } from '@weft/domain/kernel'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aConfiguration, anEndUser, aVariable } from '../../contracts/builders.js'
import { aStoredWorkspace } from '../../contracts/workspace.js'

describe('stored values', () => {
  let database: Database
  let unitOfWork: UnitOfWork
  let workspace: Awaited<ReturnType<typeof aStoredWorkspace>>
  beforeAll(async () => {
    database = await openDatabase({ kind: 'pglite' })
    await database.migrateUp()
    unitOfWork = new PostgresUnitOfWork(database)
    workspace = await aStoredWorkspace(unitOfWork)
  })
  afterAll(() => database.close())

  /** Any 16-bit units: halves of characters, control characters and the character that marks escapes. */
  const anyText = () =>
    fc
      .array(
        fc.oneof(
          fc.integer({ min: 0, max: 0xffff }),
          fc.constantFrom(0, 0xd83e, 0xddf5, 0xf8ff, 0x27, 0x22, 0x5c, 0x30, 0x64, 0x38),
        ),
        { maxLength: 40 },
      )
      .map((units) => String.fromCharCode(...units))

  /** Stores values as conversation variables and gives back what is read then. */
  async function roundTrip(entries: readonly { name: string; value: JsonValue }[]) {
    const { tenantId, conversation } = await aStoredWorkspace(unitOfWork)
    const variables = entries.map((entry) => aVariable(conversation, entry))
    const stored = await unitOfWork.run(tenantId, async ({ conversationVariables }) => {
      await conversationVariables.save(variables)
      return conversationVariables.list(conversation.id)
    })
    const byId = new Map(stored.map((variable) => [variable.id, variable]))
    return variables.map(({ id }) => byId.get(id))
  }

  it('give back any text', async () => {
    const property = fc.asyncProperty(fc.array(anyText(), { maxLength: 20 }), async (texts) => {
      const stored = await roundTrip(texts.map((name) => ({ name, value: name })))
      expect(stored.map((variable) => variable?.name)).toEqual(texts)
      expect(stored.map((variable) => variable?.value)).toEqual(texts)
    })
    await fc.assert(property, { numRuns: 50 })
  })

  it('give back any JSON, with its keys in order', async () => {
    const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 })
    const property = fc.asyncProperty(fc.array(anyJson, { maxLength: 10 }), async (values) => {
      const texts = values.map((value) => JSON.stringify(value))
      const stored = await roundTrip(
        texts.map((text) => ({ name: 'v', value: JSON.parse(text) as JsonValue })),
      )
      expect(stored.map((variable) => JSON.stringify(variable?.value))).toEqual(texts)
    })
    await fc.assert(property, { numRuns: 50 })
  })

  it('find an end user again by any session id, and by no other', async () => {
    const { tenantId, app } = workspace
    const property = fc.asyncProperty(anyText(), anyText(), async (one, other) => {
      const [user, again, different] = await unitOfWork.run(tenantId, async ({ endUsers }) => [
        await endUsers.findOrAdd(anEndUser(app, `${one}.`)),
        await endUsers.findOrAdd(anEndUser(app, `${one}.`)),
        await endUsers.findOrAdd(anEndUser(app, `${other}.`)),
      ])
      expect(again).toEqual(user)
      expect(different.id === user.id).toBe(one === other)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('load keys that name prototypes as plain data', async () => {
    const hostile = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
    const [stored] = await roundTrip([{ name: 'v', value: JSON.parse(hostile) as JsonValue }])
    expect(JSON.stringify(stored?.value)).toBe(hostile)
    expect(Object.getPrototypeOf(stored?.value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  const nested = (levels: number) =>
    JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as JsonValue

  it('are refused when they are nested too deep, which would bring the database down', async () => {
    const { tenantId, app } = workspace
    const add = (document: JsonValue) =>
      unitOfWork.run(tenantId, ({ appConfigurations }) =>
        appConfigurations.add(aConfiguration(app, { document })),
      )
    await expect(add(nested(1000))).rejects.toThrow(ValidationError)
    await expect(add(nested(100_000))).rejects.toThrow(ValidationError)
    await add(nested(999))
    await add('['.repeat(5000))
    await add(Array.from({ length: 5000 }, () => []))
  })
})
