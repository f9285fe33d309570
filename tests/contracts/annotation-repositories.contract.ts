import type { Repositories } from '@weft/application/kernel'
import type { App } from '@weft/domain/app'
import {
  Annotation,
  AnnotationHitId,
  AnnotationId,
  AnnotationJobId,
  AnnotationReplyId,
  type AnnotationHit,
  type AnnotationJob,
  type AnnotationReply,
} from '@weft/domain/conversation'
import { AppId, Conflict, PageRequest } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

const model = { provider: 'openai', name: 'vectors' }
const other = { provider: 'openai', name: 'others' }
const firstPage = PageRequest.of(1, 20)

/** What every repository of annotations keeps. */
export function describeAnnotationRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: annotation repositories`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    async function workspace() {
      const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
      const within = <Result>(work: (repositories: Repositories) => Promise<Result>) =>
        store.unitOfWork.run(tenantId, work)
      const stored = (...annotations: readonly Annotation[]) =>
        within(async (repositories) => {
          for (const each of annotations) await repositories.annotations.save(each)
        })
      return { app, within, stored }
    }

    describe('annotations', () => {
      it('come back as they were stored, to their own app', async () => {
        const { app, within, stored } = await workspace()
        const annotation = anAnnotation(app, 'What is a \u0000 loom?')
        await stored(annotation)
        const found = await within(async ({ annotations }) => [
          await annotations.find(app.id, annotation.id),
          await annotations.find(AppId.parse(anId()), annotation.id),
          await annotations.find(app.id, AnnotationId.parse(anId())),
        ])
        expect(found.map((each) => each?.properties)).toEqual([
          { ...annotation.properties, version: 1 },
          undefined,
          undefined,
        ])
      })

      it('keep changes and refuse outdated ones', async () => {
        const { app, within, stored } = await workspace()
        const annotation = anAnnotation(app, 'What?')
        await stored(annotation)
        await within(async ({ annotations }) => {
          const loaded = (await annotations.find(app.id, annotation.id))!
          const revision = { question: 'Why?', answer: 'So.', at: aTime(2) }
          await annotations.save(loaded.revise(revision))
          await expect(annotations.save(loaded.revise(revision))).rejects.toThrow(Conflict)
          expect((await annotations.find(app.id, annotation.id))?.properties).toEqual({
            ...annotation.properties,
            question: 'Why?',
            answer: 'So.',
            updatedAt: aTime(2),
            version: 2,
          })
        })
      })

      it('are listed newest first, in pages, by what question or answer contain', async () => {
        const { app, within, stored } = await workspace()
        await stored(
          anAnnotation(app, 'Old LOOM', aTime(1)),
          anAnnotation(app, 'Middle', aTime(2), 'about a loom'),
          anAnnotation(app, '100%_sure', aTime(3)),
        )
        const lists = await within(async ({ annotations }) => {
          const list = async (keyword?: string, page = firstPage) => {
            const { items, total } = await annotations.list(app.id, keyword, page)
            return [items.map(({ properties }) => properties.question), total]
          }
          return [
            await list(),
            await list(undefined, PageRequest.of(2, 2)),
            await list('Loom'),
            await list('0%_'),
            await list('_'),
            await list('nothing'),
          ]
        })
        expect(lists).toEqual([
          [['100%_sure', 'Middle', 'Old LOOM'], 3],
          [['Old LOOM'], 3],
          [['Middle', 'Old LOOM'], 2],
          [['100%_sure'], 1],
          [['100%_sure'], 1],
          [[], 0],
        ])
        expect(await within(({ annotations }) => annotations.count(app.id))).toBe(3)
      })

      it('count their hits beside other changes, and take them along', async () => {
        const { app, within, stored } = await workspace()
        const annotation = anAnnotation(app, 'What?')
        await stored(annotation)
        const [early, late] = [aHit(annotation, aTime(1)), aHit(annotation, aTime(2))]
        await within(async ({ annotations }) => {
          const loaded = (await annotations.find(app.id, annotation.id))!
          await annotations.addHit(early)
          await annotations.addHit(late)
          await annotations.save(loaded.revise({ question: 'What?', answer: 'B', at: aTime(3) }))
          expect((await annotations.find(app.id, annotation.id))?.properties.hitCount).toBe(2)
          expect(await annotations.listHits(annotation.id)).toEqual([late, early])
          expect(await annotations.remove(AppId.parse(anId()), annotation.id)).toBe(false)
          expect(await annotations.remove(app.id, annotation.id)).toBe(true)
          expect(await annotations.remove(app.id, annotation.id)).toBe(false)
          expect(await annotations.listHits(annotation.id)).toEqual([])
        })
      })
    })

    describe('vectors', () => {
      it('are found by their model, and asked for where they are missing', async () => {
        const { app, within, stored } = await workspace()
        const [first, second] = [anAnnotation(app, 'A', aTime(1)), anAnnotation(app, 'B', aTime(2))]
        await stored(second, first)
        await within(async ({ annotations }) => {
          const missing = async (of = model, limit = 10) =>
            (await annotations.listWithoutVector(app.id, of, limit)).map(({ id }) => id)
          expect(await missing()).toEqual([first.id, second.id])
          expect(await missing(model, 1)).toEqual([first.id])
          await annotations.putVectors(model, [{ annotation: first, vector: [0.5, -1, 0] }])
          expect(await missing()).toEqual([second.id])
          expect(await missing(other)).toEqual([first.id, second.id])
          expect(await annotations.listVectors(app.id, model)).toEqual([
            { annotationId: first.id, vector: [0.5, -1, 0] },
          ])
          expect(await annotations.listVectors(app.id, other)).toEqual([])
        })
      })

      it('go with the question, and only with it', async () => {
        const { app, within, stored } = await workspace()
        const annotation = anAnnotation(app, 'A')
        await stored(annotation)
        const change = (question: string) =>
          within(async ({ annotations }) => {
            const loaded = (await annotations.find(app.id, annotation.id))!
            await annotations.save(loaded.revise({ question, answer: 'x', at: aTime(2) }))
            return (await annotations.listVectors(app.id, model)).length
          })
        await within(({ annotations }) =>
          annotations.putVectors(model, [{ annotation, vector: [1] }]),
        )
        expect(await change('A')).toBe(1)
        expect(await change('B')).toBe(0)
        await within(({ annotations }) =>
          annotations.putVectors(model, [{ annotation, vector: [1] }]),
        )
        expect(await within(({ annotations }) => annotations.listVectors(app.id, model))).toEqual(
          [],
        )
      })

      it('have another revision after every change', async () => {
        const { app, within, stored } = await workspace()
        const [a, b] = [anAnnotation(app, 'A'), anAnnotation(app, 'B')]
        const revisions: string[] = []
        const note = async (work: (repositories: Repositories) => Promise<unknown>) => {
          await within(work)
          revisions.push(
            await within(({ annotations }) => annotations.vectorRevision(app.id, model)),
          )
        }
        await stored(a, b)
        await note(async () => undefined)
        await note(({ annotations }) =>
          annotations.putVectors(model, [{ annotation: a, vector: [1] }]),
        )
        await note(({ annotations }) =>
          annotations.putVectors(model, [{ annotation: a, vector: [2] }]),
        )
        await note(({ annotations }) =>
          annotations.putVectors(model, [{ annotation: b, vector: [1] }]),
        )
        await note(({ annotations }) => annotations.remove(app.id, a.id))
        expect(new Set(revisions).size).toBe(5)
        const before = revisions.at(-1)
        await note(({ annotations }) => annotations.addHit(aHit(b, aTime(1))))
        expect(revisions.at(-1)).toBe(before)
      })
    })

    describe('annotation replies', () => {
      it('are one per app, which keeps its id and birth', async () => {
        const { app, within } = await workspace()
        const reply = aReply(app)
        const found = await within(async ({ annotationReplies }) => {
          const before = await annotationReplies.find(app.id)
          await annotationReplies.save(reply)
          const first = await annotationReplies.find(app.id)
          await annotationReplies.save({ ...aReply(app), scoreThreshold: 0.5, model: other })
          const second = await annotationReplies.find(app.id)
          await annotationReplies.remove(app.id)
          return [before, first, second, await annotationReplies.find(app.id)]
        })
        expect(found).toEqual([
          undefined,
          reply,
          { ...reply, scoreThreshold: 0.5, model: other },
          undefined,
        ])
      })

      it('have jobs, found by id and the newest of each action', async () => {
        const { app, within } = await workspace()
        const [early, late] = [aJob(app, aTime(1)), aJob(app, aTime(2))]
        const done = { ...late, status: 'error', error: 'no', updatedAt: aTime(3) } as const
        await within(async ({ annotationReplies }) => {
          await annotationReplies.saveJob(late)
          await annotationReplies.saveJob(early)
          await annotationReplies.saveJob(done)
          expect(await annotationReplies.findLatestJob(app.id, 'enable')).toEqual(done)
          expect(await annotationReplies.findLatestJob(app.id, 'disable')).toBeUndefined()
          expect(await annotationReplies.findJob(app.id, early.id)).toEqual(early)
          expect(await annotationReplies.findJob(AppId.parse(anId()), early.id)).toBeUndefined()
        })
      })
    })

    it('opens nothing of another workspace', async () => {
      const mine = await workspace()
      const theirs = await workspace()
      const annotation = anAnnotation(theirs.app, 'What?')
      const job = aJob(theirs.app, aTime())
      await theirs.stored(annotation)
      await theirs.within(async ({ annotationReplies }) => {
        await annotationReplies.save(aReply(theirs.app))
        await annotationReplies.saveJob(job)
      })
      const seen = await mine.within(async ({ annotations, annotationReplies }) => [
        await annotations.find(theirs.app.id, annotation.id),
        (await annotations.list(theirs.app.id, undefined, firstPage)).total,
        await annotations.remove(theirs.app.id, annotation.id),
        await annotationReplies.find(theirs.app.id),
        await annotationReplies.findJob(theirs.app.id, job.id),
      ])
      expect(seen).toEqual([undefined, 0, false, undefined, undefined])
      await expect(mine.stored(anAnnotation(theirs.app, 'Mine?'))).rejects.toThrow(TypeError)
    })
  })
}

function anAnnotation(
  app: App,
  question: string,
  at: Date = aTime(),
  answer = 'An answer.',
): Annotation {
  return Annotation.create({
    id: AnnotationId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    question,
    answer,
    author: { id: anId(), name: 'Ada' },
    at,
  })
}

function aHit({ properties }: Annotation, createdAt: Date): AnnotationHit {
  return {
    id: AnnotationHitId.parse(anId()),
    tenantId: properties.tenantId,
    appId: properties.appId,
    annotationId: properties.id,
    userId: anId(),
    messageId: anId(),
    question: 'wh\u0000at',
    score: 0.95,
    source: 'api',
    annotationQuestion: properties.question,
    annotationAnswer: properties.answer,
    createdAt,
  }
}

function aReply(app: App): AnnotationReply {
  return {
    id: AnnotationReplyId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    scoreThreshold: 0.9,
    model,
    createdAt: aTime(1),
    updatedAt: aTime(1),
  }
}

function aJob(app: App, createdAt: Date): AnnotationJob {
  return {
    id: AnnotationJobId.parse(anId()),
    tenantId: app.tenantId,
    appId: app.id,
    action: 'enable',
    status: 'waiting',
    error: '',
    createdAt,
    updatedAt: createdAt,
  }
}
