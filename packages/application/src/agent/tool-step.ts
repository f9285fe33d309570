import type { JsonValue } from '@weft/domain/kernel'
import type { AgentEvent, AgentTask } from './agent-task.js'
import { useTool, type AgentTool, type ToolUse } from './agent-tool.js'
import { StepLog } from './step-log.js'

/** Uses a tool as one step of a round. */
export async function* takeToolStep(
  task: AgentTask,
  call: {
    readonly roundId: string
    readonly index: number
    readonly name: string
    readonly given: JsonValue
  },
): AsyncGenerator<AgentEvent, ToolUse, undefined> {
  const { roundId, index, name, given } = call
  const tool = findTool(task.tools, name)
  const log = new StepLog(
    {
      id: `${roundId}:tool-${index}`,
      parentId: roundId,
      label: `CALL ${name}`,
      ...(tool && { provider: tool.provider }),
    },
    () => task.now(),
  )
  yield log.start({ tool_name: name, tool_input: given })
  const work = useTool(name, tool, given, task.invocation)
  let step = await work.next()
  for (; step.done !== true; step = await work.next())
    yield { type: 'tool-message', message: step.value }
  const { observation, values, error } = step.value
  const data = { tool_name: name, tool_input: values, output: observation }
  yield error === undefined ? log.succeed(data) : log.fail(error, data)
  return step.value
}

/** Of several tools with one name the last one is meant. */
function findTool(tools: readonly AgentTool[], name: string): AgentTool | undefined {
  return tools.findLast(({ definition }) => definition.name === name)
}
