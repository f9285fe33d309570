/** Something of the request cannot be sent; the message says what. */
export class InvalidParameter extends Error {
  override readonly name = 'InvalidParameter'
}
