/** A table in Markdown; its first row is the head. Empty when there are no rows. */
export function markdownTable(
  rows: readonly (readonly string[])[],
  dashes: (head: string) => string,
): string {
  const [head, ...body] = rows
  if (!head) return ''
  return [head, head.map(dashes), ...body].map(tableRow).join('\n')
}

/** Dashes as long as the head. */
export function headDashes(head: string): string {
  return '-'.repeat(Math.max(1, head.length))
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\r\n|\r|\n/g, '<br>')).join(' | ')} |`
}
