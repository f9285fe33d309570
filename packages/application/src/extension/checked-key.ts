import { Secret, ValidationError } from '@weft/domain/kernel'

const FEWEST_CHARACTERS = 5

/** The key without the blanks around it. @throws ValidationError when it could not be sent, or is no secret to speak of. */
export function checkedKey(apiKey: Secret): Secret {
  const key = apiKey.reveal().trim()
  if (key.length < FEWEST_CHARACTERS)
    throw new ValidationError(
      `The key of an extension has at least ${FEWEST_CHARACTERS} characters.`,
    )
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new ValidationError('The key of an extension is made of printable ASCII, without blanks.')
  return Secret.of(key)
}
