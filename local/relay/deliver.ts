import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '#local/deploy/clients.ts';
import type { RelayedEvent } from '#local/relay/relayed-event.ts';

/** Starts the functions and machines of every rule of the default bus that matches; the emulator itself does the matching. */
export async function deliver(event: RelayedEvent, clients: Clients): Promise<void> {
  const text = JSON.stringify(event);
  const { Rules = [] } = await clients.events.send(new ListRulesCommand({}));
  for (const rule of Rules) {
    if (!(await matches(rule, text, clients))) continue;
    const { Targets = [] } = await clients.events.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
    for (const target of Targets) await start(target, text, clients);
  }
}

async function matches({ State, EventPattern }: Rule, event: string, { events }: Clients): Promise<boolean> {
  if (State !== 'ENABLED' || EventPattern === undefined) return false;
  const { Result } = await events.send(new TestEventPatternCommand({ EventPattern, Event: event }));
  return Result === true;
}

async function start({ Arn = '', Input }: Target, event: string, { lambda, sfn }: Clients): Promise<void> {
  const input = Input ?? event;
  if (Arn.includes(':lambda:')) {
    await lambda.send(new InvokeCommand({ FunctionName: Arn, InvocationType: 'Event', Payload: Buffer.from(input) }));
  }
  if (Arn.includes(':states:')) await sfn.send(new StartExecutionCommand({ stateMachineArn: Arn, input }));
}
