/** Pulumi marks special values with this key (`sdk/go/common/resource/sig`). */
export const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';

export const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';

/** Every signature the engine of 3.259 reads; it refuses a state with another one. */
export const SIGNATURES: ReadonlySet<string> = new Set([
  SECRET_SIGNATURE,
  // asset, archive, resource reference, output value, byte string, and a float that JSON has no number for
  'c44067f5952c0a294b673a41bacd8c17',
  '0def7320c3a5731c473e5ecbe6d01bc7',
  '5cf8f73096256a8f31e491e813e4eb8e',
  'd0e6a833031e9bbcd3f4e8bde6ca49a4',
  '803fd3297a5875dc03ca845dda5d2a98',
  '8ad145fe-0d11-4827-bfd7-1abcbf086f5c',
]);
