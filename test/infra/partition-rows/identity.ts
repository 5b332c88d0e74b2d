import { actionsOf, foundIn, inBoth, inEach, ofType, type Row, valuesOf } from '#test/infra/partition-rows/row.ts';

const ROLE = 'aws:iam/role:';
const SERVICES = ['events', 'lambda', 's3', 'scheduler', 'states'];

export const IDENTITY_ROWS: readonly Row[] = [
  {
    service: 'ARNs',
    inChina: 'begin with arn:aws-cn',
    here: 'every ARN is of its own partition, those of service integrations too',
    observe: (deployment) => foundIn(deployment, /arn:[a-z-]+:/g),
    expected: inEach((partition) => [`arn:${partition}:`]),
  },
  {
    service: 'Regions',
    inChina: 'Beijing and Ningxia',
    here: 'only the home region and its second one are named',
    observe: (deployment) => foundIn(deployment, /\b[a-z]{2}-[a-z]+-\d\b/g),
    expected: { aws: ['us-east-1', 'us-west-2'], 'aws-cn': ['cn-north-1', 'cn-northwest-1'] },
  },
  {
    service: 'Service principals',
    inChina: 'the short name is accepted, and the one with .cn refused by some services',
    here: 'services are named alike in both',
    observe: (deployment) => foundIn(deployment, /(?<="Service":")[^"]+/g),
    expected: inBoth(SERVICES.map((service) => `${service}.amazonaws.com`)),
  },
  {
    service: 'DNS suffix',
    inChina: 'amazonaws.com.cn',
    here: 'no host of AWS is written out: each client knows those of its region',
    observe: (deployment) =>
      foundIn(deployment, /[\w.-]+\.(amazonaws\.com(\.cn)?|api\.aws|amazonwebservices\.com\.cn)/g).filter(
        (host) => !SERVICES.includes(String(host).replace('.amazonaws.com', '')),
      ),
    expected: inBoth([]),
  },
  {
    service: 'Console',
    inChina: 'console.amazonaws.cn',
    here: 'no link leads into a console; the dashboard names commands',
    observe: (deployment) => foundIn(deployment, /[\w.-]*console\.(aws|amazonaws)[\w.]*/g),
    expected: inBoth([]),
  },
  {
    service: 'IAM',
    inChina: 'ARNs of managed policies carry the partition, and some policies are missing',
    here: 'roles have policies of their own and no managed ones',
    observe: (deployment) => [
      ...valuesOf(deployment, ROLE, 'managedPolicyArns'),
      ...ofType(deployment, 'aws:iam/rolePolicyAttachment:'),
      ...ofType(deployment, 'aws:iam/rolePolicyAttachmentsExclusive:'),
    ],
    expected: inBoth(['none']),
  },
  {
    service: 'IAM',
    inChina: 'changes depend on Beijing alone; roles are read in each region',
    here: 'all roles are there before a window: no step makes, changes or passes one',
    observe: (deployment) => actionsOf(deployment, 'iam:'),
    expected: inBoth([]),
  },
  {
    service: 'STS',
    inChina: 'a role is never taken from another partition',
    here: 'no role is taken unless the configuration names it, and services take ours for this account',
    observe: (deployment) => ({
      taken: actionsOf(deployment, 'sts:'),
      accounts: foundIn(deployment, /(?<="aws:SourceAccount":")[^"]+/g),
    }),
    expected: inBoth({ taken: [], accounts: ['111122223333'] }),
  },
];
