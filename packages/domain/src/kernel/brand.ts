declare const brand: unique symbol

/** A `Base` that only its own smart constructor can make. Costs nothing at run time. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
