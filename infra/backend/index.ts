import * as pulumi from '@pulumi/pulumi';
import { readBackendConfig } from '#infra/backend/config.ts';
import { Probe } from '#infra/backend/probe.ts';
import { Publications } from '#infra/backend/publications.ts';
import { SecretsKey } from '#infra/backend/secrets-key.ts';
import { StateStore } from '#infra/backend/state-store.ts';
import { secondRegionOf } from '#infra/partition.ts';
import { readPlatform } from '#infra/platform.ts';

/**
 * The backend that stacks move to. It outlives the migration, so it is a program of its own. Its output `backend` is
 * what the configuration `backend` of infra/pipeline takes.
 */
export default async function program() {
  const { prefix, oldVersionDays, probeMinutes, logDays, alarmTopicArns, ...config } = readBackendConfig(
    new pulumi.Config(),
  );
  const platform = await readPlatform();
  const secondRegion = secondRegionOf(platform.partition, platform.region, config.secondRegion);

  const state = new StateStore('state', { platform, prefix, secondRegion, oldVersionDays });
  const secretsKey = new SecretsKey('secrets', { prefix, secondRegion });
  const publications = new Publications('publications', { platform, prefix, oldVersionDays });
  new Probe('probe', { platform, prefix, state, secretsKey, everyMinutes: probeMinutes, logDays, alarmTopicArns });

  return {
    backend: {
      stateBucket: state.bucket.name,
      stateKeyArn: state.keyArn,
      secretsKeyArn: secretsKey.arn,
      publications: publications.bucket.name,
      publicationsKeyArn: publications.keyArn,
    },
    /** Value for `PULUMI_BACKEND_URL`. */
    backendUrl: pulumi.interpolate`s3://${state.bucket.name}?region=${platform.region}`,
    replica: { region: secondRegion, stateBucket: state.replica.name, secretsKeyArn: secretsKey.replicaArn },
  };
}
