/** Path to a variable: node id (or `sys`, `env`, `conversation`), variable name, then keys into its value. At least two parts. */
export type Selector = readonly string[]
