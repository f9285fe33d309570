const inside = (name) => `^packages/${name}/src/`

/** Libraries that would take a layer over if they were used outside the package that is theirs. */
const frameworks = [
  ['adapters-http', 'hono|@hono'],
  ['adapters-postgres', 'kysely|pg|@electric-sql'],
  ['adapters-llm', '@ai-sdk'],
  ['adapters-egress', 'undici'],
  ['sandbox', 'quickjs-emscripten-core|@jitl|just-bash|minijinja-js'],
  ['server', 'inversify|reflect-metadata|commander'],
]

/** The arrows of docs/architecture.md. Each rule says why it is there. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no inside.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-domain',
      severity: 'error',
      comment: 'The domain knows only itself: no library, no Node, no other package.',
      from: { path: inside('domain'), pathNot: '(\\.arbitrary|/testing)\\.ts$' },
      to: { pathNot: inside('domain') },
    },
    {
      name: 'application-on-domain',
      severity: 'error',
      comment: 'Use cases speak to the outside through ports of the domain.',
      from: { path: inside('application') },
      to: { path: '^packages/(?!domain/|application/)' },
    },
    {
      name: 'application-without-io',
      severity: 'error',
      comment: 'What reads files, opens sockets or starts processes is an adapter.',
      from: { path: inside('application') },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|net|http|https|tls|dgram|child_process|worker_threads|cluster)',
      },
    },
    {
      name: 'adapters-stay-apart',
      severity: 'error',
      comment: 'Adapters meet only in server.',
      from: { path: '^packages/(adapters-[^/]+|sandbox)/' },
      to: { path: '^packages/(adapters-[^/]+|sandbox|server)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'contexts-by-their-index',
      severity: 'error',
      comment: 'A context is entered through its index, so that the index says what is public.',
      from: { path: '^packages/(domain|application)/src/([^/]+)/' },
      to: {
        path: '^packages/$1/src/[^/]+/',
        pathNot: ['^packages/$1/src/$2/', '/(index|testing)\\.ts$'],
      },
    },
    ...frameworks.map(([home, pattern]) => ({
      name: `only-in-${home}`,
      severity: 'error',
      comment: 'A framework has one home; needing it elsewhere means that a port is missing.',
      from: { path: '^packages/', pathNot: `^packages/${home}/` },
      to: { path: `^node_modules/(${pattern})/` },
    })),
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
}
