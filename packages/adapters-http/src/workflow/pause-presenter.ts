import type { JsonObject } from '@weft/domain/kernel'
import type {
  Form,
  FormField,
  FormFilled,
  FormTimedOut,
  NodePaused,
  PauseReason,
  RunPaused,
} from '@weft/domain/workflow'
import { secondsBetween, unixSeconds } from '../shared/unix-time.js'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'

/** A node that waits for people shows its form; any other shows that it waits when the run has paused. */
export function presentNodePaused(
  { reason }: NodePaused,
  { ofRun }: WireEnvelope,
): WireEvent | undefined {
  if (reason.type !== 'form') return undefined
  return { ...ofRun, event: 'human_input_required', data: presentAwaitedForm(reason.form) }
}

export function presentRunPaused(event: RunPaused, envelope: WireEnvelope): WireEvent {
  const { begun, ofRun } = envelope
  const data = {
    workflow_run_id: begun.run?.id ?? null,
    outputs: {},
    ...presentPause(event, envelope),
  }
  return { ...ofRun, event: 'workflow_paused', data }
}

/** Where a run stands while it is paused, in the keys a stream's last event and a blocking answer share. */
export function presentPause(event: RunPaused, { begun }: WireEnvelope) {
  const createdAt = begun.run?.createdAt ?? event.at
  return {
    paused_nodes: [...event.nodeIds],
    reasons: event.reasons.map(presentReason),
    status: 'paused',
    created_at: unixSeconds(createdAt),
    elapsed_time: secondsBetween(createdAt, event.at),
    total_tokens: event.usage.totalTokens,
    total_steps: event.steps,
  }
}

export function presentFormFilled(event: FormFilled, { ofRun }: WireEnvelope): WireEvent {
  const { execution, renderedContent, actionId, actionTitle, values } = event
  return {
    ...ofRun,
    event: 'human_input_form_filled',
    data: {
      node_id: execution.nodeId,
      node_title: execution.title,
      rendered_content: renderedContent,
      action_id: actionId,
      action_text: actionTitle,
      submitted_data: values,
    },
  }
}

export function presentFormTimedOut(
  { execution, expiresAt }: FormTimedOut,
  { ofRun }: WireEnvelope,
): WireEvent {
  return {
    ...ofRun,
    event: 'human_input_form_timeout',
    data: {
      node_id: execution.nodeId,
      node_title: execution.title,
      expiration_time: unixSeconds(expiresAt),
    },
  }
}

function presentReason(reason: PauseReason): JsonObject {
  return reason.type === 'form'
    ? { TYPE: 'human_input_required', ...presentAwaitedForm(reason.form) }
    : { TYPE: 'scheduled_pause', message: reason.message }
}

function presentAwaitedForm(form: Form): JsonObject {
  return {
    form_id: form.id,
    node_id: form.nodeId,
    node_title: form.nodeTitle,
    form_content: form.content,
    inputs: form.fields.map(presentField),
    actions: presentActions(form),
    display_in_ui: form.isShownInApp,
    form_token: form.token ?? null,
    resolved_default_values: form.defaults,
    expiration_time: unixSeconds(form.expiresAt),
  }
}

/** A form as whoever fills it in is shown it. */
export function presentForm(form: Form): JsonObject {
  return {
    form_content: form.content,
    inputs: form.fields.map(presentField),
    resolved_default_values: form.defaults,
    user_actions: presentActions(form),
    expiration_time: unixSeconds(form.expiresAt),
  }
}

function presentActions({ actions }: Form): readonly JsonObject[] {
  return actions.map(({ id, title, style }) => ({ id, title, button_style: style }))
}

function presentField(field: FormField): JsonObject {
  const identity = { type: field.type, output_variable_name: field.name }
  switch (field.type) {
    case 'paragraph':
      return { ...identity, default: field.source ?? null }
    case 'select':
      return { ...identity, option_source: field.source }
    case 'file':
      return { ...identity, ...presentFileRules(field) }
    case 'file-list':
      return {
        ...identity,
        ...presentFileRules(field),
        number_limits: field.maxFiles ?? null,
      }
  }
}

function presentFileRules(field: Extract<FormField, { type: 'file' | 'file-list' }>): JsonObject {
  return {
    allowed_file_types: field.fileTypes,
    allowed_file_extensions: field.extensions,
    allowed_file_upload_methods: field.uploadMethods,
  }
}
