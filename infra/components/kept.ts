/** For what holds state, keys or backups: not deleted by an update, and left in the account when the stack goes. */
export const KEPT = { protect: true, retainOnDelete: true } as const;
