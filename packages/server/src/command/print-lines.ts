import type { CommandHost } from './command-host.js'

/** Prints one JSON line per item where a program asked for it, and the text for people otherwise. */
export function printLines(
  host: CommandHost,
  args: { readonly json?: boolean },
  lines: readonly object[],
  text: string,
): void {
  host.stdout.write(args.json ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : text)
}
