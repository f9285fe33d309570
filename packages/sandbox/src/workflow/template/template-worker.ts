import { receiveMessageOnPort, workerData } from 'node:worker_threads'

import { TemplateEngine } from './template-engine.js'
import { SLOT, type TemplateRequest, type TemplateWorkerStart } from './template-protocol.js'

/* Renders one template after another; the asking thread waits meanwhile. */

const start = workerData as TemplateWorkerStart
const flags = new Int32Array(start.flags)
const engine = new TemplateEngine(start.limits)

raise(SLOT.ready)
for (;;) {
  Atomics.wait(flags, SLOT.request, 0)
  Atomics.store(flags, SLOT.request, 0)
  const received = receiveMessageOnPort(start.port) as { message: TemplateRequest } | undefined
  if (received === undefined) continue
  start.port.postMessage(engine.render(received.message))
  raise(SLOT.answer)
}

function raise(slot: number): void {
  Atomics.store(flags, slot, 1)
  Atomics.notify(flags, slot)
}
