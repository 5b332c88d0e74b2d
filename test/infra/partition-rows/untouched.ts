import type { UntouchedRow } from '#test/infra/partition-rows/row.ts';

/** Differences that a reader may look for here, and why there is nothing to find. */
export const UNTOUCHED_ROWS: readonly UntouchedRow[] = [
  {
    service: 'SES',
    inChina: 'not there',
    why: 'nothing sends mail; who is told is a matter of the alarm topics',
    types: 'aws:ses',
    actions: 'ses:',
  },
  {
    service: 'Backup',
    inChina: 'copies between Beijing and Ningxia only',
    why: 'backups are the vault’s objects and the table’s own recovery',
    types: 'aws:backup/',
    actions: 'backup:',
  },
  {
    service: 'ECR',
    inChina: 'no pull-through cache, no public registry',
    why: 'functions are zip packages, and no image is pulled',
    types: 'aws:ecr',
    actions: 'ecr',
  },
  {
    service: 'Config',
    inChina: 'some managed rules are missing',
    why: 'tests and checks of this project hold the rules, before anything is deployed',
    types: 'aws:cfg/',
    actions: 'config:',
  },
  {
    service: 'CloudFront',
    inChina: 'needs a domain of one’s own',
    why: 'nothing is published to the web',
    types: 'aws:cloudfront/',
    actions: 'cloudfront:',
  },
  {
    service: 'Health',
    inChina: 'no view of the organisation',
    why: 'the probe proves the backend usable itself',
    types: 'aws:health/',
    actions: 'health:',
  },
  {
    service: 'Chat and incident tools',
    inChina: 'not there',
    why: 'alarm topics are given; what listens to them is not ours',
    types: 'aws:chatbot/',
    actions: 'chatbot:',
  },
  {
    service: 'Budgets and prices',
    inChina: 'prices of their own, in yuan',
    why: 'nothing estimates or watches costs',
    types: 'aws:budgets/',
    actions: 'budgets:',
  },
];
