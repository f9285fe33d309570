import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

const TABLES = ['annotations', 'annotation_hits', 'annotation_replies', 'annotation_jobs'] as const

/** Answers to give without asking a model, and a way to the first message of a conversation. */
export const annotations: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLES).execute(db)
    for (const table of TABLES) await isolateByWorkspace(db, table)
    await sql.raw(GRANTS).execute(db)
    await sql.raw(CREATE_MESSAGE_INDEX).execute(db)
  },
  async down(db) {
    await db.schema.dropIndex('messages_by_conversation').execute()
    for (const table of [...TABLES].reverse()) await db.schema.dropTable(table).execute()
  },
}

/** `vector_stamp` is another one each time a vector is written: their sum tells whether any was. */
const CREATE_TABLES = `
create table annotations (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  question text not null,
  answer text not null,
  hit_count integer not null,
  author_id uuid not null,
  author_name text not null,
  vector bytea,
  vector_provider text collate "C",
  vector_model text collate "C",
  vector_stamp bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id)
);
create index annotations_by_app on annotations (tenant_id, app_id, created_at desc, id desc);

create table annotation_hits (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  annotation_id uuid not null,
  user_id uuid not null,
  message_id uuid not null,
  question text not null,
  score double precision not null,
  source text not null,
  annotation_question text not null,
  annotation_answer text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index annotation_hits_by_annotation on annotation_hits (tenant_id, annotation_id, created_at desc, id desc);

create table annotation_replies (
  tenant_id uuid not null,
  app_id uuid not null,
  id uuid not null,
  score_threshold double precision not null,
  provider text collate "C" not null,
  model_name text collate "C" not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, app_id)
);

create table annotation_jobs (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  action text not null,
  status text not null,
  error text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index annotation_jobs_by_app on annotation_jobs (tenant_id, app_id, action, created_at desc, id desc);
`

const GRANTS = `
grant select, insert, update, delete on annotations, annotation_hits, annotation_replies to weft_app;
grant select, insert, update on annotation_jobs to weft_app;
`

const CREATE_MESSAGE_INDEX = `
create index messages_by_conversation on messages (tenant_id, conversation_id, created_at, id);
`
