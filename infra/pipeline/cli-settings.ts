import type * as pulumi from '@pulumi/pulumi';
import type { HandlerFunction } from '#infra/components/handler-function.ts';
import { type Stores, settingsOf } from '#infra/pipeline/stores.ts';

/** For the command line: what the handlers have, and how it finds them. `pulumi stack output settings --json` writes its file. */
export function cliSettingsOf(stores: Stores, command: HandlerFunction): Record<string, pulumi.Input<string>> {
  const { platform, config } = stores;
  const withWindow = config.groups.filter(({ window }) => window !== undefined);
  const schedules = [`${config.prefix}-probe`, ...withWindow.map(({ name }) => `${config.prefix}-wave-${name}`)];
  return {
    ...settingsOf(stores),
    AWS_REGION: platform.region,
    STACKFERRY_COMMAND: command.name,
    /** `doctor` looks for them by name; the probe is of infra/backend, with the same prefix. */
    STACKFERRY_SCHEDULES: schedules.join(','),
  };
}
