/** The local AWS cannot be started: the message says what is missing and what to do. */
export class LocalAwsUnavailable extends Error {
  override readonly name = 'LocalAwsUnavailable';
}

/** The programs of `infra` declare something that the local AWS does not know how to create. */
export class ResourceUnsupported extends Error {
  override readonly name = 'ResourceUnsupported';
}
