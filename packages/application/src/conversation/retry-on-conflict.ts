import { Conflict } from '@weft/domain/kernel'

const MOST_ATTEMPTS = 5

/** Does the work again when somebody else changed the same thing first: two messages may come in at one time. */
export async function retryOnConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}
