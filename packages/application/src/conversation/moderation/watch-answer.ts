import type { AnswerGuard } from './answer-guard.js'

/**
 * The items as they come, and nothing in between as soon as a check found something: what the guard has to tell by then need
 * not wait for the next item. Whoever reads takes the guard's replacement each time.
 */
export async function* watchAnswer<Item>(
  items: AsyncIterator<Item>,
  guard: AnswerGuard,
): AsyncGenerator<Item | undefined, void, undefined> {
  let next = askNext(items)
  for (;;) {
    if (guard.hasReplacement) {
      yield undefined
      continue
    }
    const { checking } = guard
    if (checking && (await Promise.race([arrivalOf(next), endOf(checking)])) === 'checked') continue
    const result = await next
    if (result.done === true) return
    yield result.value
    next = askNext(items)
  }
}

/** The reader may leave before the item arrives; its failure is nobody's then. */
function askNext<Item>(items: AsyncIterator<Item>): Promise<IteratorResult<Item>> {
  const next = items.next()
  next.catch(() => undefined)
  return next
}

/** Also when it fails: that is found out by waiting for the item itself. */
function arrivalOf(item: Promise<unknown>): Promise<'arrived'> {
  return item.then(
    () => 'arrived',
    () => 'arrived',
  )
}

async function endOf(check: Promise<void>): Promise<'checked'> {
  await check
  return 'checked'
}
