export { AgentIterationsExhausted } from './agent-error.js'
export { canCallTools, chooseAppStrategy, DEFAULT_ITERATIONS, roundsFor } from './agent-strategy.js'
export type { AgentStrategy } from './agent-strategy.js'
export { readCallArguments } from './call-arguments.js'
export type { CallArguments } from './call-arguments.js'
export { flattenMedia } from './flatten-media.js'
export { endsReact, finalAnswer, parseReactAction } from './react/react-action.js'
export type { ReactAction } from './react/react-action.js'
export { ReactParser } from './react/react-parser.js'
export type { ReactPiece } from './react/react-parser.js'
export {
  DEFAULT_REACT_PROMPT,
  REACT_STOP,
  reactMessages,
  reactScratchpad,
  reactSystemPrompt,
} from './react/react-prompt.js'
export type { ReactStep } from './react/react-prompt.js'
export { addRoundUsage } from './round-usage.js'
