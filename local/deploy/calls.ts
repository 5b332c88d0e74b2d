import { ResourceUnsupported } from '#local/local-error.ts';

export interface Place {
  readonly region: string;
  readonly account: string;
  /** What the program is told; the emulator itself knows the commercial partition only. */
  readonly partition: string;
}

type Call = (place: Place) => Record<string, unknown>;

const CALLS: Readonly<Record<string, Call>> = {
  'aws:index/getPartition:getPartition': ({ partition }) => {
    const dnsSuffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split('.').toReversed().join('.') };
  },
  'aws:index/getRegion:getRegion': ({ region }) => ({ id: region, name: region, region }),
  'aws:index/getCallerIdentity:getCallerIdentity': ({ account }) => ({
    id: account,
    accountId: account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
  }),
};

/** Answers what a program asks of its provider. Throws `ResourceUnsupported` for a question it does not know. */
export async function answerCall(token: string, place: Place): Promise<Record<string, unknown>> {
  const call = CALLS[token];
  if (call === undefined) throw new ResourceUnsupported('the local AWS cannot answer this: add it to local/deploy');
  return await Promise.resolve(call(place));
}
