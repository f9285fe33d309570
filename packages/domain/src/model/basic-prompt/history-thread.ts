/** What is known of a stored round when the thread it belongs to is looked for. */
export type ThreadRow = {
  readonly id: string
  /** The round this one answers on; absent or the nil UUID where there is none. */
  readonly parentId: string | undefined
  readonly answer: string
  readonly answerTokens: number
}

const NIL = '00000000-0000-0000-0000-000000000000'

/**
 * The rounds that lead to the newest one, oldest first: of an answer that was asked for again only the branch that was
 * gone on with. A newest round that has no answer yet is left out.
 *
 * @param newestFirst rounds of one conversation.
 */
export function threadOf<Row extends ThreadRow>(newestFirst: readonly Row[]): readonly Row[] {
  const thread = branchOf(newestFirst)
  const [newest] = thread
  const isBeingWritten = newest?.answer === '' && newest.answerTokens === 0
  return thread.slice(isBeingWritten ? 1 : 0).reverse()
}

function branchOf<Row extends ThreadRow>(newestFirst: readonly Row[]): readonly Row[] {
  const branch: Row[] = []
  let next: string | undefined
  for (const row of newestFirst) {
    if (row.parentId === undefined || row.parentId === '') return [...branch, row]
    const isNext = next === undefined || next === row.id || next === NIL
    if (!isNext) continue
    branch.push(row)
    next = row.parentId
  }
  return branch
}
