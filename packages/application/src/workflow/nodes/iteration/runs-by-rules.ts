/** What the engine carries out by rules is never executed. @throws TypeError always. */
export function runsByRules(): never {
  throw new TypeError('The engine runs containers by their rules and does not execute them')
}
