import { InvalidArgumentError, type Command } from 'commander'
import type { CommandHost } from './command-host.js'

/** What the parts of `weft models` are made of. */
export type ModelsProgram = {
  readonly models: Command
  readonly config: () => string | undefined
  readonly host: CommandHost
  readonly exitWith: (code: number) => void
}

/** The options of a command, less what comes from its arguments. */
export type Options<Args> = Omit<
  Args,
  'config' | 'provider' | 'what' | 'id' | 'model' | 'isEnabled' | 'credentials' | 'fallbacks'
>

export const TYPE_HELP =
  'llm, text-embedding, rerank, speech2text, moderation or tts (default: llm)'

export function withCommon(command: Command): Command {
  return command
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
    .option('--json', 'print one JSON line per item')
}

/** Lines of examples under a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

export function parseDays(raw: string): number {
  const days = Number(raw)
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new InvalidArgumentError('Give 1 to 3650.')
  return days
}

export function parseCount(raw: string): number {
  const count = Number(raw)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('Give a whole number above 0.')
  return count
}
