import type { RunSnapshot } from '@weft/application/workflow'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'
import { presentNodeEndBriefly, presentNodeStarted } from './node-event-presenter.js'
import { presentNodePaused, presentRunPaused } from './pause-presenter.js'
import { presentRunStarted } from './run-event-presenter.js'

/** Where a run stands, told as the events that led there, without what nodes worked with and made. */
export function presentRunSnapshot(
  { started, nodes, pause }: RunSnapshot,
  envelope: WireEnvelope,
): readonly WireEvent[] {
  const events = [
    presentRunStarted(started, envelope),
    ...nodes.flatMap((record) => [
      presentNodeStarted({ type: 'NodeStarted', execution: record.execution }, envelope),
      presentNodeEndBriefly(record, envelope),
    ]),
    ...(pause?.nodes.map((node) => presentNodePaused(node, envelope)) ?? []),
    pause && presentRunPaused(pause.run, envelope),
  ]
  return events.filter((event) => event !== undefined)
}
