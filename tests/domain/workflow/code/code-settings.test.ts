import { RuleViolation, TenantId, ValidationError } from '@weft/domain/kernel'
import {
  changeCodeSettings,
  CodeSettings,
  decideNetwork,
  decidePolicy,
  HostPattern,
  type CodeCeiling,
  type CodePolicy,
  type CodeRules,
  type CodeSettingsAction,
} from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const tenantId = TenantId.parse('018f2f7a-1111-7aaa-8bbb-000000000001')
const note = { at: new Date('2030-01-02T03:04:05Z'), by: 'Ada' }
const initial = CodeSettings.initial(tenantId)
const after = (...actions: CodeSettingsAction[]): CodeSettings =>
  actions.reduce((settings, action) => changeCodeSettings(settings, action, note), initial)

describe('CodeSettings', () => {
  it('decide nothing at first', () => {
    expect(initial.rules).toEqual({
      network: undefined,
      allowedHosts: undefined,
      blockedImports: {},
      blockedCalls: {},
      refuseFrom: undefined,
    })
  })

  it('grant the network for every host, or for some', () => {
    expect(after({ type: 'grant-network' }).rules).toMatchObject({
      network: 'granted',
      allowedHosts: undefined,
    })
    const some = after(
      { type: 'grant-network', hosts: ['b.org'] },
      { type: 'grant-network', hosts: ['A.org', 'b.org'] },
    )
    expect(some.rules.allowedHosts).toEqual(['a.org', 'b.org'])
  })

  it('keep their hosts over a revocation, and forget them when told to', () => {
    const kept = after(
      { type: 'grant-network', hosts: ['a.org'] },
      { type: 'revoke-network' },
      { type: 'grant-network' },
    )
    expect(kept.rules).toMatchObject({ network: 'granted', allowedHosts: ['a.org'] })
    const any = changeCodeSettings(kept, { type: 'grant-network', hosts: 'any' }, note)
    expect(any.rules).toMatchObject({ network: 'granted', allowedHosts: undefined })
    const reset = changeCodeSettings(kept, { type: 'reset-network' }, note)
    expect(reset.rules).toEqual(initial.rules)
  })

  it('deny the network with the last host that is taken away, and never widen it', () => {
    const one = after(
      { type: 'grant-network', hosts: ['a.org', 'b.org'] },
      { type: 'revoke-network', hosts: ['a.org'] },
    )
    expect(one.rules).toMatchObject({ network: 'granted', allowedHosts: ['b.org'] })
    const none = changeCodeSettings(one, { type: 'revoke-network', hosts: ['b.org'] }, note)
    expect(none.rules).toMatchObject({ network: 'denied', allowedHosts: undefined })
  })

  it('say when a host is taken away that was not on the list', () => {
    const revoke = { type: 'revoke-network', hosts: ['a.org'] } as const
    expect(() => after({ type: 'grant-network' }, revoke)).toThrow(RuleViolation)
    expect(() => after({ type: 'grant-network', hosts: ['b.org'] }, revoke)).toThrow(
      'a.org is not among the hosts that code may reach.',
    )
  })

  it('block and unblock names', () => {
    const settings = after(
      { type: 'change-policy', imports: { os: 5, pickle: 4 }, calls: { eval: 9 }, refuseFrom: 8 },
      { type: 'change-policy', imports: { os: null, socket: 6 } },
    )
    expect(settings.rules).toMatchObject({
      blockedImports: { pickle: 4, socket: 6 },
      blockedCalls: { eval: 9 },
      refuseFrom: 8,
    })
    const open = changeCodeSettings(settings, { type: 'change-policy', refuseFrom: null }, note)
    expect(open.rules.refuseFrom).toBeUndefined()
    expect(changeCodeSettings(settings, { type: 'reset-policy' }, note).rules).toEqual(
      initial.rules,
    )
  })

  it('record who changed what', () => {
    const { recordedEvents } = after({ type: 'grant-network', hosts: ['a.org'] })
    expect(recordedEvents).toEqual([
      {
        type: 'CodeSettingsChanged',
        schemaVersion: 1,
        aggregateId: tenantId,
        at: note.at,
        data: {
          by: 'Ada',
          network: 'granted',
          allowedHosts: 'a.org',
          blockedImports: '',
          blockedCalls: '',
          refuseFrom: null,
        },
      },
    ])
  })

  it.each([
    { network: 'maybe' },
    { allowedHosts: [] },
    { allowedHosts: ['not a host'] },
    { allowedHosts: Array.from({ length: 201 }, (_, index) => `h${index}.org`) },
    { blockedImports: { os: 0 } },
    { blockedImports: { os: 1.5 } },
    { blockedCalls: { eval: 11 } },
    { blockedCalls: { 'two words': 5 } },
    { blockedCalls: { '': 5 } },
    { refuseFrom: 11 },
  ])('refuse %j', (change) => {
    expect(() => initial.with(change as never, note)).toThrow(ValidationError)
    expect(() => CodeSettings.restore({ ...initial.properties, ...(change as object) })).toThrow(
      ValidationError,
    )
  })

  it.each([
    'timeoutMs',
    'maxMemoryBytes',
    'maxOutputBytes',
    'pythonWorkers',
    'reservedWorkers',
    'maxQueued',
    'languages',
    'go',
    'remote',
    'egress',
    'networkAllow',
    'limits',
    'policy',
    'tenantId',
    'version',
    '__proto__',
  ])('T-A8: refuse to speak of %s', (name) => {
    const change = Object.fromEntries([[name, { command: '/bin/sh' }]])
    expect(() => initial.with(change as never, note)).toThrow(
      `${JSON.stringify(name)} is nothing a workspace can decide about its code.`,
    )
    const stored = CodeSettings.restore({
      ...initial.properties,
      ...(name === 'tenantId' || name === 'version' ? {} : change),
    })
    expect(Object.keys(stored.rules)).toEqual(Object.keys(initial.rules))
  })
})

const anySeverities = fc.dictionary(
  fc.constantFrom('a', 'b', '__proto__'),
  fc.integer({ min: 1, max: 10 }),
)
const anyRules: fc.Arbitrary<CodeRules> = fc.record({
  network: fc.constantFrom('granted' as const, 'denied' as const, undefined),
  allowedHosts: fc.option(fc.constant([HostPattern.parse('a.org')]), { nil: undefined }),
  blockedImports: anySeverities,
  blockedCalls: anySeverities,
  refuseFrom: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
})
const anyPolicy: fc.Arbitrary<CodePolicy> = fc
  .record({
    imports: anySeverities,
    calls: anySeverities,
    attributes: anySeverities,
    bound: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
  })
  .map(({ bound, ...rest }) => ({ ...rest, ...(bound === undefined ? {} : { refuseFrom: bound }) }))

describe('decideNetwork', () => {
  it.each<[CodeCeiling['network'], CodeRules['network'], string]>([
    ['by-grant', undefined, 'nobody'],
    ['by-grant', 'granted', 'granted'],
    ['by-grant', 'denied', 'workspace'],
    ['granted', undefined, 'granted'],
    ['granted', 'granted', 'granted'],
    ['granted', 'denied', 'workspace'],
    ['forbidden', undefined, 'operator'],
    ['forbidden', 'granted', 'operator'],
    ['forbidden', 'denied', 'operator'],
  ])(
    'T-A12: with the operator saying %s and the workspace %s: %s',
    (ceiling, network, expected) => {
      const decision = decideNetwork(ceiling, { ...initial.rules, network })
      expect(decision.type === 'granted' ? 'granted' : decision.by).toBe(expected)
    },
  )
})

describe('decidePolicy', () => {
  it('is never weaker than what the operator decided', () => {
    fc.assert(
      fc.property(anyPolicy, anyRules, anyPolicy, (ceiling, rules, builtIn) => {
        const decided = decidePolicy(ceiling, rules, builtIn)
        for (const table of ['imports', 'calls', 'attributes'] as const)
          for (const [name, severity] of Object.entries(ceiling[table]))
            expect(new Map(Object.entries(decided[table])).get(name)).toBeGreaterThanOrEqual(
              severity,
            )
        if (ceiling.refuseFrom !== undefined)
          expect(decided.refuseFrom).toBeLessThanOrEqual(ceiling.refuseFrom)
        for (const [name, severity] of Object.entries(rules.blockedImports))
          expect(new Map(Object.entries(decided.imports)).get(name)).toBeGreaterThanOrEqual(
            severity,
          )
      }),
    )
  })

  it('lets a workspace think otherwise of the built-in policy', () => {
    const builtIn = { imports: { pickle: 4 }, calls: { eval: 6 }, attributes: {} }
    const rules = { ...initial.rules, blockedCalls: { eval: 1, open: 9 }, refuseFrom: 8 }
    expect(decidePolicy(undefined, rules, builtIn)).toEqual({
      imports: { pickle: 4 },
      calls: { eval: 1, open: 9 },
      attributes: {},
      refuseFrom: 8,
    })
  })
})
