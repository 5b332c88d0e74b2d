import { z } from 'zod';

/** Where a tenant stands. `active`, not this, says where the truth is. */
export const TENANT_STATUSES = [
  'registered',
  'preflight',
  'backedUp',
  'exported',
  'imported',
  'ready',
  'cuttingOver',
  'soaking',
  'migrated',
  'held',
  'rollingBack',
  'rolledBack',
  'quarantined',
] as const;

export type TenantStatus = (typeof TENANT_STATUSES)[number];

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/);

/** What makes a run, a soak or a rollback exactly one. */
const claimSchema = z.strictObject({
  machine: z.enum(['migrate-tenant', 'soak-tenant', 'rollback-tenant']),
  /** The execution's ARN: the same execution may take its claim again. */
  execution: z.string().min(1),
  takenAt: z.iso.datetime(),
  /** A rehearsal's claim: whoever holds it leaves the tenant where it stands. */
  mode: z.literal('rehearse').optional(),
});

/** How a tenant is registered: what people decide about it. */
export const tenantSchema = z.strictObject({
  /** `{customer}-{environment}`; also the first part of every key in the vault. */
  tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  variant: z.enum(['standard', 'china', 'air-gapped', 'compliance', 'high-volume']),
  /** The region group whose functions, window and brake apply. */
  group: name,
  stack: z.strictObject({ organization: name, project: name, stack: name }),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('cloud') }),
    /** An export that lies in the vault. */
    z.strictObject({
      kind: z.literal('file'),
      key: z.string(),
      versionId: z.string(),
      sha256: z.string(),
      size: z.int(),
    }),
  ]),
  cluster: z.strictObject({
    name,
    region: name,
    roleArn: z.string().optional(),
    endpoint: z.url().optional(),
    certificateAuthority: z.string().optional(),
  }),
});

export type Tenant = z.infer<typeof tenantSchema>;

export const tenantRecordSchema = z.strictObject({
  ...tenantSchema.shape,
  /** Grows by one with each change; every change names the version it read. */
  version: z.int().positive(),
  status: z.enum(TENANT_STATUSES),
  /** The one field that decides where the truth is. */
  active: z.enum(['source', 'target']),
  /** Counts tries from 1; 0 = never tried. */
  attempt: z.int().nonnegative(),
  /** Counts migrate-tenant executions of this attempt. */
  executions: z.int().nonnegative(),
  claim: claimSchema.optional(),
  /** `hold` stops at ready until a person says go. */
  cutOver: z.enum(['auto', 'hold']),
  /** Set by a person: nothing new starts until it is taken away. */
  holdRequested: z.boolean(),
  /** Why the tenant is held, rolled back or quarantined, in words. */
  reason: z.string().optional(),
  /** Counts rehearsals from 1, those that failed too; 0 = never rehearsed. */
  rehearsals: z.int().nonnegative(),
  /** When the last rehearsal that went through ended. */
  rehearsedAt: z.iso.datetime().optional(),
  /** Soak samples taken since cut-over. */
  samples: z.int().nonnegative(),
  updatedAt: z.iso.datetime(),
});

export type TenantRecord = z.infer<typeof tenantRecordSchema>;
