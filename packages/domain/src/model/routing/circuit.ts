/** When a circuit opens and closes. */
export type CircuitRule = {
  /** So many failures within `windowMs` open it. */
  readonly maxFailures: number
  /** So large a share of failures opens it too, once there were `minCalls` calls within `windowMs`. */
  readonly maxFailureShare: number
  readonly minCalls: number
  readonly windowMs: number
  /** How long it stays open before calls are tried again. */
  readonly openMs: number
  /** Calls tried then: all of them must succeed for it to close. */
  readonly probes: number
}

export const DEFAULT_CIRCUIT_RULE: CircuitRule = {
  maxFailures: 5,
  maxFailureShare: 0.5,
  minCalls: 8,
  windowMs: 60_000,
  openMs: 30_000,
  probes: 3,
}

type Outcome = { readonly at: number; readonly succeeded: boolean }

/** Whether calls are let through. Times are milliseconds of one clock. */
export type Circuit =
  | { readonly status: 'closed'; readonly outcomes: readonly Outcome[] }
  | { readonly status: 'open'; readonly since: number }
  | {
      readonly status: 'half-open'
      readonly since: number
      readonly underWay: number
      readonly succeeded: number
    }

export const CLOSED_CIRCUIT: Circuit = { status: 'closed', outcomes: [] }

/** What an admitted call brings back when it is settled: the opening it probes, if it does. */
export type Probing = number | undefined

export type Admission =
  | { readonly admitted: true; readonly circuit: Circuit; readonly probing: Probing }
  | { readonly admitted: false; readonly circuit: Circuit; readonly retryAfterMs: number }

/** Asks for one more call. Whoever is admitted must tell how it went, by `settleCall`, with what it was given. */
export function admitCall(circuit: Circuit, now: number, rule: CircuitRule): Admission {
  if (circuit.status === 'closed') return { admitted: true, circuit, probing: undefined }
  if (circuit.status === 'open') return admitAfterPause(circuit, now, rule)
  const { since, underWay, succeeded } = circuit
  if (underWay + succeeded >= rule.probes)
    return { admitted: false, circuit, retryAfterMs: rule.openMs }
  return { admitted: true, circuit: { ...circuit, underWay: underWay + 1 }, probing: since }
}

type Settlement = {
  readonly outcome: 'succeeded' | 'failed' | 'undecided'
  readonly probing: Probing
}

/** Notes how a call went. `undecided` says nothing about the other side: it was given up here. */
export function settleCall(
  circuit: Circuit,
  { outcome, probing }: Settlement,
  now: number,
  rule: CircuitRule,
): Circuit {
  switch (circuit.status) {
    case 'closed':
      return outcome === 'undecided'
        ? circuit
        : countOutcome(circuit.outcomes, { at: now, succeeded: outcome === 'succeeded' }, rule)
    // A call that began before the circuit opened tells nothing new, neither then nor among the probes.
    case 'open':
      return circuit
    case 'half-open':
      return probing === circuit.since ? settleProbe(circuit, outcome, now, rule) : circuit
  }
}

function admitAfterPause(
  circuit: Extract<Circuit, { status: 'open' }>,
  now: number,
  rule: CircuitRule,
): Admission {
  const waitMs = circuit.since + rule.openMs - now
  return waitMs > 0
    ? { admitted: false, circuit, retryAfterMs: waitMs }
    : {
        admitted: true,
        circuit: { status: 'half-open', since: circuit.since, underWay: 1, succeeded: 0 },
        probing: circuit.since,
      }
}

function countOutcome(earlier: readonly Outcome[], latest: Outcome, rule: CircuitRule): Circuit {
  const recent = earlier.filter(({ at }) => at > latest.at - rule.windowMs)
  const outcomes = [...withoutNeedless(recent, rule), latest]
  const failures = outcomes.filter(({ succeeded }) => !succeeded).length
  const isTooMany = failures >= rule.maxFailures
  const isTooLargeAShare =
    outcomes.length >= rule.minCalls && failures >= outcomes.length * rule.maxFailureShare
  const opens = !latest.succeeded && (isTooMany || isTooLargeAShare)
  return opens ? { status: 'open', since: latest.at } : { status: 'closed', outcomes }
}

/** So many successes keep any bearable number of failures below the share; older ones need not be remembered. */
function withoutNeedless(outcomes: readonly Outcome[], rule: CircuitRule): readonly Outcome[] {
  const successes = outcomes.filter(({ succeeded }) => succeeded).length
  if (successes <= Math.ceil(rule.maxFailures / rule.maxFailureShare)) return outcomes
  const oldest = outcomes.findIndex(({ succeeded }) => succeeded)
  return outcomes.filter((_, index) => index !== oldest)
}

function settleProbe(
  { since, underWay, succeeded }: Extract<Circuit, { status: 'half-open' }>,
  outcome: Settlement['outcome'],
  now: number,
  rule: CircuitRule,
): Circuit {
  if (outcome === 'failed') return { status: 'open', since: now }
  const left = Math.max(0, underWay - 1)
  if (outcome === 'undecided') return { status: 'half-open', since, underWay: left, succeeded }
  return succeeded + 1 >= rule.probes
    ? CLOSED_CIRCUIT
    : { status: 'half-open', since, underWay: left, succeeded: succeeded + 1 }
}
