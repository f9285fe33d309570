/**
 * The day the data of this folder were last held against what the providers publish. A model whose price depends on the
 * length of the prompt or on the hour is listed with its price for short prompts, and with the dearer hour.
 */
export const CATALOGUE_AS_OF = '2026-11-21'
