/** A text for people, by language. Chinese falls back to English. */
export type LocalText = { readonly en_US: string; readonly zh_Hans?: string }
