/** Where a tenant's cluster answers and how we prove who we are. */
export interface ClusterRef {
  /** The EKS cluster's name; also the audience of the token (`x-k8s-aws-id`). */
  readonly name: string;
  readonly region: string;
  /** Assumed before the token is made, where the cluster lives in another account. */
  readonly roleArn?: string | undefined;
  /** Overrides what `DescribeCluster` says, for private endpoints that only an alias reaches. */
  readonly endpoint?: string | undefined;
  /** Base64 PEM of the cluster's CA; with `endpoint`, replaces `DescribeCluster` altogether. */
  readonly certificateAuthority?: string | undefined;
}

/** One answered page, byte for byte. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** A live cluster. Read-only by type: there is no way to send anything but a GET. */
export interface Cluster {
  readonly name: string;
  /** Throws `ClusterUnavailable`, `AccessRefused`. Path with query, as `/apis/kafka.strimzi.io/v1/kafkas?limit=100`. */
  get(path: string, accept?: string): Promise<RawResponse>;
}
