import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ExtractionLimits } from './extraction-limits.js'
import { ExtractionProblem, problemText } from './extraction-problem.js'
import type { LocalFormat } from './read-document.js'

export type ThreadTask = {
  readonly format: LocalFormat
  readonly bytes: Uint8Array
  readonly limits: ExtractionLimits
}

export type ThreadAnswer =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'problem'; readonly message: string }

const ENTRY = new URL('./extraction-thread.js', import.meta.url)
const STACK_MB = 4

/**
 * Reads a document on a thread of its own, which ends with it: what a document does to the program it is read by, it does
 * to nobody else's.
 *
 * @throws ExtractionProblem when the document cannot be read within its limits.
 * Rejects with the signal's reason once aborted.
 */
export async function runThread(task: ThreadTask, signal: AbortSignal): Promise<string> {
  const { timeoutMs, maxHeapMb } = task.limits
  const deadline = AbortSignal.timeout(timeoutMs)
  const worker = new Worker(ENTRY, {
    workerData: task,
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, stackSizeMb: STACK_MB },
  })
  try {
    const answer = await Promise.race([
      firstMessage(worker, AbortSignal.any([signal, deadline])),
      earlyEnd(worker),
    ])
    if (answer.type === 'text') return answer.text
    throw new ExtractionProblem(answer.message)
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.aborted) throw new ExtractionProblem(`it took longer than ${timeoutMs} ms`)
    throw error instanceof ExtractionProblem ? error : new ExtractionProblem(problemText(error))
  } finally {
    await worker.terminate()
  }
}

async function firstMessage(worker: Worker, signal: AbortSignal): Promise<ThreadAnswer> {
  const [answer] = (await once(worker, 'message', { signal })) as [ThreadAnswer]
  return answer
}

async function earlyEnd(worker: Worker): Promise<ThreadAnswer> {
  await once(worker, 'exit').catch(() => undefined)
  return { type: 'problem', message: 'the thread that read it ended' }
}
