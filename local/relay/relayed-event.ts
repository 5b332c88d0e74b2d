/** An event that the emulator does not send by itself, in the shape in which AWS sends it. */
export interface RelayedEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: object;
}
