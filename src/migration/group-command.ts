import { z } from 'zod';
import { unusedSlots } from '#src/fleet/slots.ts';
import { manualWaveId } from '#src/fleet/wave-id.ts';
import { changeSlots } from '#src/migration/change-slots.ts';
import type { Ports } from '#src/migration/ports.ts';

const group = z.string();

/** What a person may ask of a region group. */
export const groupCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('startWave'),
    group,
    tenants: z.array(z.string()).min(1).optional(),
    wave: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be at most 64 letters, digits, hyphens, dots and underscores')
      .optional(),
  }),
  z.strictObject({ command: z.literal('brake'), group, on: z.boolean(), reason: z.string().min(1) }),
  z.strictObject({ command: z.literal('slots'), group, slots: z.int().nonnegative() }),
]);

export type GroupCommand = z.infer<typeof groupCommandSchema>;

export type GroupCommandOutcome =
  | { readonly outcome: 'Started'; readonly execution: string; readonly wave: string }
  | { readonly outcome: 'BrakeOn' | 'BrakeOff' }
  | { readonly outcome: 'SlotsSet'; readonly slots: number };

/** Starts run-wave. Returns the execution's ARN. */
export type StartWave = (start: {
  readonly group: string;
  readonly wave: string;
  readonly tenants?: readonly string[];
}) => Promise<string>;

/** Carries out one command on a region group: its waves, its brake, its slots. */
export async function carryOutForGroup(
  command: GroupCommand,
  ports: Pick<Ports, 'tracking' | 'clock'>,
  startWave: StartWave,
): Promise<GroupCommandOutcome> {
  const { tracking, clock } = ports;
  const at = clock.now().toISOString();
  switch (command.command) {
    case 'startWave': {
      const wave = command.wave ?? manualWaveId(command.group, clock.now());
      const named = command.tenants ? { tenants: command.tenants } : {};
      return { outcome: 'Started', wave, execution: await startWave({ group: command.group, wave, ...named }) };
    }
    case 'brake':
      return await setBrake(command, at, ports);
    case 'slots': {
      const limit = command.slots;
      const setLimit = (slots = unusedSlots(command.group, limit)) => ({ slots: { ...slots, limit } });
      await changeSlots(command.group, setLimit, tracking);
      return { outcome: 'SlotsSet', slots: limit };
    }
  }
}

async function setBrake(
  { group: name, on, reason }: Extract<GroupCommand, { command: 'brake' }>,
  at: string,
  { tracking }: Pick<Ports, 'tracking'>,
): Promise<GroupCommandOutcome> {
  if (on) {
    await tracking.pullBrake({ group: name, reason, pulledAt: at });
    return { outcome: 'BrakeOn' };
  }
  await tracking.releaseBrake(name, { reason, at });
  return { outcome: 'BrakeOff' };
}
