import { parentPort, workerData } from 'node:worker_threads'
import { confineThread } from './confine-thread.js'
import { problemText } from './extraction-problem.js'
import type { ThreadAnswer, ThreadTask } from './run-thread.js'
import { readDocument } from './read-document.js'

/** Reads one document; whoever waits for it then ends the thread. */
async function work({ format, bytes, limits }: ThreadTask): Promise<ThreadAnswer> {
  confineThread(limits.maxUnpackedBytes)
  try {
    return { type: 'text', text: await readDocument(format, bytes, limits) }
  } catch (error) {
    return { type: 'problem', message: problemText(error) }
  }
}

parentPort?.postMessage(await work(workerData as ThreadTask))
