import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { type Check, type Finding, failed, ok, warning } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';

/** Every schedule the deployment declared is there and on. */
export function checkSchedules(names: readonly string[], scheduler: SchedulerClient): Check {
  return async () => {
    if (names.length === 0) {
      const fix = 'take the settings of infra/pipeline again: they name its schedules';
      const complaint = { found: 'the settings name no schedule', why: 'none could be looked at', fix };
      return [warning('schedules', complaint)];
    }
    return await Promise.all(names.map(async (name) => await lookAt(name, scheduler)));
  };
}

async function lookAt(name: string, scheduler: SchedulerClient): Promise<Finding> {
  const why = 'what it starts does not start: a window would pass unused, or the backend’s probe fall silent';
  try {
    const { State, ScheduleExpression, ScheduleExpressionTimezone } = await scheduler.send(
      new GetScheduleCommand({ Name: name }),
    );
    if (State === 'ENABLED') return ok(name, `on: ${ScheduleExpression} ${ScheduleExpressionTimezone ?? ''}`.trimEnd());
    return failed(name, {
      found: 'it is disabled',
      why,
      fix: 'pulumi up --refresh in the program of infra that made it',
    });
  } catch (error) {
    if (readAwsFailure(error)?.name !== 'ResourceNotFoundException') throw error;
    return failed(name, {
      found: 'it does not exist',
      why,
      fix: 'pulumi up --refresh in the program of infra that made it',
    });
  }
}
