import 'reflect-metadata'
import type { CommandHost } from './command/command-host.js'
import { runProgram } from './command/program.js'
import { readSecret } from './system/read-secret.js'

/** Runs the command line in this process and gives its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  return runProgram(argv, processHost())
}

function processHost(): CommandHost {
  return {
    workingDir: process.cwd(),
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    readSecret: (what) => readSecret(process.stdin, process.stderr, what),
    onInterrupt(listener) {
      process.on('SIGINT', listener)
      process.on('SIGTERM', listener)
      return () => {
        process.off('SIGINT', listener)
        process.off('SIGTERM', listener)
      }
    },
  }
}
