export { main } from './main.js'
export { runProgram } from './command/program.js'
export type { CommandHost, Output } from './command/command-host.js'
