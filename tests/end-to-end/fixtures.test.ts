import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { hasSharedFiles, sharedFilesNote, sharedPath } from '../support/shared-files.js'
import { runWeft } from '../support/weft-process.js'
import { readReport } from './test-report.js'

describe.runIf(hasSharedFiles)(`weft test with the sample cases${sharedFilesNote}`, () => {
  it('passes every one of them', { timeout: 120_000 }, async () => {
    const cases = sharedPath('dsl/fixtures/expectations.json')
    const { exitCode, stdout, stderr } = await runWeft(['test', cases, '--json'], { cwd: '.' })
    expect(stderr).toBe('')
    const report = readReport(stdout)
    expect(report.cases.filter(({ passed }) => !passed)).toEqual([])
    expect(report.passed).toBe(87)
    expect(exitCode).toBe(0)
  })
})

describe('weft test with the cases of the examples', () => {
  it('passes every one of them', { timeout: 120_000 }, async () => {
    const cases = fileURLToPath(new URL('../../examples/apps/cases.json', import.meta.url))
    const { exitCode, stdout } = await runWeft(['test', cases, '--json'], { cwd: '.' })
    expect(readReport(stdout).cases.filter(({ passed }) => !passed)).toEqual([])
    expect(exitCode).toBe(0)
  })
})
