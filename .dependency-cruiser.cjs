/** The layers of ARCHITECTURE.md: imports point one way. */
const folders = ['pulumi', 'kubernetes', 'vault', 'tracking', 'publishing'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...folders.map((folder) => ({
      name: `${folder}-stands-alone`,
      comment: 'migration brings these folders together; they do not know each other',
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: `^src/(${folders.filter((other) => other !== folder).join('|')}|migration|aws|cli)/` },
    })),
    {
      name: 'migration-knows-ports-only',
      comment: 'steps get their clients through ports; only src/aws connects them',
      severity: 'error',
      from: { path: '^src/migration/' },
      to: { path: '^src/(aws|cli)/|^node_modules/@aws-sdk/' },
    },
    {
      name: 'pure-rules',
      comment: 'moves, proof and verdicts touch no network and no clock',
      severity: 'error',
      from: { path: '^src/migration/(moves|proof)\\.ts$' },
      to: { path: '^src/(aws|cli)/|^node_modules/|^node:(net|http|https|fs|timers)' },
    },
    {
      name: 'source-knows-no-outside',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^(lambdas|infra|local|test|bench|scripts)/' },
    },
    {
      name: 'handlers-only-wire',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(infra|local|test|bench|scripts)/|^src/cli/' },
    },
    {
      name: 'infra-describes-only',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/backend/probe/' },
      to: { path: '^(src|lambdas|local|test|bench)/' },
    },
    {
      name: 'kubernetes-client-is-types-only',
      comment: 'its KubeConfig alone adds 1.4 MB to a handler, and its data path loses bytes',
      severity: 'error',
      from: { path: '^(src|lambdas)/', pathNot: '^src/cli/' },
      to: { path: '@kubernetes/client-node', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
    },
  },
};
