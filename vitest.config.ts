import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Two cores: more workers only make timings of the end-to-end tests unsteady.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Colours depend on where the tests run; what they compare must not.
    env: { NO_COLOR: '1' },
    // Some tests hold real processes and sockets to a time; a shared machine may be late once, but not twice.
    retry: process.env['CI'] ? 1 : 0,
  },
})
