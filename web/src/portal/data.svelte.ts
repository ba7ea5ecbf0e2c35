// What the portal's pages share: the server, the teams, and the one that is chosen.

import { get } from '../work/api';

export interface About {
  profile: string;
  origin: string;
  signUp: boolean;
  mail: boolean;
  keepHours: number;
  servers: Record<string, string>;
}
export interface Team { rp: string; name: string; role: 'owner' | 'developer' | 'viewer'; logo: string; disabled: boolean }
export interface Row {
  requestId: string;
  kind: string;
  status: string;
  title: string;
  email: string;
  createdAt: number;
  endedAt: number | null;
  expiresAt: number;
}
export interface Page { requests: Row[]; next: string; waiting: number; serverTime: number }
export interface Step { what: string; afterMillis: number; detail: string }
export interface Whole { row: Row; steps: Step[]; call: object; answer: object | null; serverTime: number }
export interface Key {
  id: string;
  prefix: string;
  name: string;
  state: 'active' | 'rotating' | 'expired' | 'revoked';
  rights: string[];
  networks: string[];
  createdAt: number;
  expiresAt: number | null;
  usedAt: number | null;
  madeBy: string;
  successor: string;
}

class Data {
  about = $state<About>({ profile: 'production', origin: '', signUp: false, mail: false, keepHours: 48, servers: {} });
  teams = $state<Team[]>([]);
  rp = $state('');
  waiting = $state(0);
  /** A key that was shown just now: for the examples of this page alone, until it is left. */
  fresh = $state('');
}

export const data = new Data();

export const isStaging = (): boolean => data.about.profile === 'staging';
export const team = (): Team | undefined => data.teams.find((one) => one.rp === data.rp);
export const may = (right: 'build' | 'rule'): boolean => {
  const role = team()?.role;
  return role === 'owner' || (right === 'build' && role === 'developer');
};
export const at = (path: string): string => `/organisations/${data.rp}${path}`;

export async function setUp(): Promise<void> {
  try {
    data.about = await get<About>('/about');
  } catch {
    // The page says so when anything else fails too.
  }
}

export async function loadTeams(): Promise<void> {
  data.teams = await get<Team[]>('/organisations');
}

export const KINDS = ['AUTHENTICATION', 'SIGNATURE', 'IDENTIFICATION', 'KYC'];
export const STATUSES = ['NOT_READY', 'WAITING_LOCAL_ACK', 'SUCCESS', 'USER_CANCELLED', 'RP_CANCELLED', 'TIMEOUT', 'ACCOUNT_NOT_VERIFIED'];

/** Whether nobody has answered yet; one that is addressed to nobody waits to be picked up first. */
export const waits = (status: string): boolean => status === 'NOT_READY' || status === 'WAITING_LOCAL_ACK';

export const tone = (status: string): string =>
  status === 'SUCCESS' ? 'brand' : waits(status) ? 'warn' : status === 'USER_CANCELLED' ? 'danger' : '';
