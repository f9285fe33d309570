import { AppId, Conflict } from '@weft/domain/kernel'
import type { FormId } from '@weft/domain/workflow'
import { HumanInputForm, RunId, type Form } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aForm } from './run-events.js'

/** What every repository and schedule of forms keeps. */
export function describeHumanInputForms(name: string, open: OpenPersistence): void {
  describe(`${name}: human input forms`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const save = (form: HumanInputForm) =>
      store.unitOfWork.run(form.properties.tenantId, ({ humanInputForms }) =>
        humanInputForms.save(form),
      )
    const find = ({ id, properties }: HumanInputForm) =>
      store.unitOfWork.run(properties.tenantId, ({ humanInputForms }) => humanInputForms.find(id))

    it('come back as they were stored', async () => {
      const form = anOpenForm()
      await save(form)
      const stored = await find(form)
      expect(stored?.properties).toEqual({ ...form.properties, version: 1 })
      const submission = {
        actionId: 'yes',
        values: { note: 'a\u0000b', papers: [] },
        submittedBy: 'user\u0000',
      }
      await save(stored!.submit({ ...submission, at: aTime(5) }))
      expect((await find(form))?.properties).toEqual({
        ...form.properties,
        status: 'submitted',
        submission,
        updatedAt: aTime(5),
        version: 2,
      })
    })

    it('take the first submission only', async () => {
      const form = anOpenForm()
      await save(form)
      const stored = (await find(form))!
      const submissions = [1, 2, 3].map((n) =>
        save(
          stored.submit({
            actionId: `${n}`,
            values: {},
            submittedBy: undefined,
            at: aTime(5),
          }),
        ),
      )
      const results = await Promise.allSettled(submissions)
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const refused = results.find((result) => result.status === 'rejected')
      expect(refused?.reason).toBeInstanceOf(Conflict)
    })

    it('are found by token under their own app and workspace only', async () => {
      const form = anOpenForm()
      await save(form)
      const { tenantId, appId } = form.properties
      const token = form.properties.form.token!
      const byToken = (tenant: typeof tenantId, app: AppId, wanted: string) =>
        store.unitOfWork.run(tenant, ({ humanInputForms }) =>
          humanInputForms.findByToken(app, wanted),
        )
      expect((await byToken(tenantId, appId, token))?.id).toBe(form.id)
      expect(await byToken(tenantId, AppId.parse(anId()), token)).toBeUndefined()
      expect(await byToken(aTenantId(), appId, token)).toBeUndefined()
      expect(await byToken(tenantId, appId, 'nobody\u0000s')).toBeUndefined()
    })

    it('are not found by a token that they do not have', async () => {
      const form = anOpenForm({ token: undefined })
      await save(form)
      const found = await store.unitOfWork.run(form.properties.tenantId, ({ humanInputForms }) =>
        humanInputForms.findByToken(form.properties.appId, 'undefined'),
      )
      expect(found).toBeUndefined()
    })

    it('do not share a token', async () => {
      const form = anOpenForm()
      await save(form)
      const other = anOpenForm({ token: form.properties.form.token })
      await expect(save(other)).rejects.toThrow(Conflict)
    })

    it('are listed by run and, until their run knows of their end, by task', async () => {
      const first = anOpenForm()
      const { tenantId, appId, runId, taskId } = first.properties
      const second = HumanInputForm.open({
        tenantId,
        appId,
        runId,
        taskId,
        form: aForm(),
        at: aTime(1),
      })
      await save(first)
      await save(second)
      await save(anOpenForm())
      const list = () =>
        store.unitOfWork.run(tenantId, async ({ humanInputForms }) => [
          (await humanInputForms.listByRun(runId)).map(({ id }) => id),
          (await humanInputForms.listByTask(appId, taskId)).map(({ id }) => id),
        ])
      expect(await list()).toEqual([
        [first.id, second.id],
        [first.id, second.id],
      ])
      await save((await find(first))!.timeOut(aTime(2)).settle(aTime(2)))
      expect(await list()).toEqual([[first.id, second.id], [second.id]])
    })

    it('are due when they have expired, and when their run was not told of their end', async () => {
      const expired = anOpenForm({ expiresAt: aTime(10) })
      const open = anOpenForm({ expiresAt: aTime(11) })
      const untold = anOpenForm()
      const told = anOpenForm()
      const recent = anOpenForm()
      for (const form of [expired, open, untold, told, recent]) await save(form)
      const submission = { actionId: 'yes', values: {}, submittedBy: undefined }
      await save((await find(untold))!.submit({ ...submission, at: aTime(3) }))
      await save((await find(told))!.submit({ ...submission, at: aTime(3) }).settle(aTime(3)))
      await save((await find(recent))!.submit({ ...submission, at: aTime(4) }))
      const mine = new Set<FormId>([expired, open, untold, told, recent].map(({ id }) => id))
      const due = await store.formSchedule.listDue(aTime(10), aTime(4), 10_000)
      const found = due.filter(({ formId }) => mine.has(formId))
      expect(found).toEqual([
        { tenantId: expired.properties.tenantId, formId: expired.id },
        { tenantId: untold.properties.tenantId, formId: untold.id },
      ])
      expect(await store.formSchedule.listDue(aTime(10), aTime(4), 1)).toHaveLength(1)
    })
  })
}

function anOpenForm(changes: Partial<Form> = {}): HumanInputForm {
  return HumanInputForm.open({
    tenantId: aTenantId(),
    appId: AppId.parse(anId()),
    runId: RunId.parse(anId()),
    taskId: anId(),
    form: aForm(changes),
    at: aTime(0),
  })
}
