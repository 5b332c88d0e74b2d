/** One project per kind of test; `npm test` and `npm run judges` choose among them. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/dist'],
};

const project = (displayName) => ({
  ...shared,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
});

export default {
  projects: ['unit', 'contract', 'infra', 'integration', 'judges'].map(project),
};
