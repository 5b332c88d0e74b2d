/** Lints every state machine as it stands in the tree, its placeholders filled with values of the right shape. */
import { readdir, readFile } from 'node:fs/promises';
import validate from 'asl-validator';
import { fillPlaceholders } from '#infra/pipeline/definition.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:example';
const VALUES = {
  partition: 'aws',
  exportFunction: ARN,
  importFunction: ARN,
  cutoverFunction: ARN,
  notifyFunction: ARN,
  clusterFunctions: JSON.stringify({ americas: { backup: ARN, validate: ARN, watch: ARN, rollback: ARN } }),
  dispatchFunction: ARN,
  migrateMachine: ARN,
  soakMachine: ARN,
  rollbackMachine: ARN,
};

const folder = new URL('../statemachine/', import.meta.url);
const machines = (await readdir(folder)).filter((name) => name.endsWith('.asl.json'));
for (const name of machines) {
  const definition: unknown = JSON.parse(await readFile(new URL(name, folder), 'utf8'));
  const result = validate(fillPlaceholders(definition, VALUES));
  process.stderr.write(`${name}: ${result.isValid ? 'valid' : result.errorsText('\n')}\n`);
  if (!result.isValid) process.exitCode = 1;
}
