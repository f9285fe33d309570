import { ValidationError } from './weft-error.js'

/** Which page of a numbered list is wanted. `page` starts at 1. */
export class PageRequest {
  private constructor(
    readonly page: number,
    readonly limit: number,
  ) {}

  /** @throws ValidationError unless 1 ≤ page ≤ 99,999 and 1 ≤ limit ≤ 100. */
  static of(page: number, limit: number): PageRequest {
    if (!Number.isInteger(page) || page < 1 || page > 99_999)
      throw new ValidationError(`page must be a whole number from 1 to 99999, got ${page}.`)
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      throw new ValidationError(`limit must be a whole number from 1 to 100, got ${limit}.`)
    return new PageRequest(page, limit)
  }

  get offset(): number {
    return (this.page - 1) * this.limit
  }
}

/** One page of a numbered list and how many items the whole list has. */
export type Page<Item> = {
  readonly items: readonly Item[]
  readonly total: number
  readonly page: number
  readonly limit: number
}

/** True when a later page has items. */
export function hasMore(page: Page<unknown>): boolean {
  return page.page * page.limit < page.total
}
