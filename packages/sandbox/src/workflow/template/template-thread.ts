import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'

import {
  FLAG_BYTES,
  SLOT,
  type TemplateAnswer,
  type TemplateLimits,
  type TemplateRequest,
  type TemplateWorkerStart,
} from './template-protocol.js'

const START_TIMEOUT_MS = 15_000

/** One thread with a template engine, asked synchronously. */
export class TemplateThread {
  private readonly flags = new Int32Array(new SharedArrayBuffer(FLAG_BYTES))
  private readonly channel = new MessageChannel()
  private readonly worker: Worker

  constructor(private readonly limits: TemplateLimits) {
    const { port1, port2 } = this.channel
    const workerData: TemplateWorkerStart = { limits, port: port2, flags: this.flags.buffer }
    this.worker = new Worker(new URL('./template-worker.js', import.meta.url), {
      workerData,
      transferList: [port2],
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    })
    // A thread that dies is noticed by the one who waits for it.
    this.worker.on('error', () => undefined)
    this.worker.unref()
    port1.unref()
  }

  /** Undefined when no answer came in time: the thread must be ended then. */
  ask(request: TemplateRequest): TemplateAnswer | undefined {
    if (Atomics.load(this.flags, SLOT.ready) === 0) {
      Atomics.wait(this.flags, SLOT.ready, 0, START_TIMEOUT_MS)
    }
    this.channel.port1.postMessage(request)
    Atomics.store(this.flags, SLOT.request, 1)
    Atomics.notify(this.flags, SLOT.request)
    const waited = Atomics.wait(this.flags, SLOT.answer, 0, this.limits.timeoutMs)
    if (waited === 'timed-out') return undefined
    Atomics.store(this.flags, SLOT.answer, 0)
    const received = receiveMessageOnPort(this.channel.port1)
    return (received as { message: TemplateAnswer } | undefined)?.message
  }

  async end(): Promise<void> {
    this.channel.port1.close()
    await this.worker.terminate()
  }
}
