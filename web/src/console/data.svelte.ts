// What the console's pages share.

import { get } from '../work/api';

export interface CaseRow { case: string; state: string; submittedAt: number; doubts: string[]; failed: string[]; proposedBy: string }
export interface Zone {
  line1: string; line2: string; givenNames: string; surname: string; dateOfBirth: string; sex: string; nationality: string;
  documentNumber: string; issuer: string; dateOfExpiry: string; personalNumber: string; trouble: string;
}
export interface Chip {
  fullName: string; personalNumber: string; placeOfBirth: string; signedBy: string; signerCountry: string; signedAt: string;
  steps: { name: string; detail: string }[]; hasPortrait: boolean;
}
export interface Case {
  case: string; state: string; openedAt: number; submittedAt: number; version: number; firstName: string; lastName: string;
  page: Zone | null; chipZone: Zone | null; chip: Chip | null; address: string[]; phone: string; residencyPages: number;
  findings: { rule: string; outcome: string; detail: string }[];
  mayAccept: boolean; needsSecond: boolean; proposedBy: string; proposedNote: string; decidedBy: string; reason: string;
}
export interface MatchRow {
  pair: string; kind: string; listName: string; title: string; band: string; score: number; firstSeenAt: number; proposed: string; proposedBy: string;
}
export interface Match {
  row: MatchRow; reference: string; programme: string; reason: string; url: string;
  features: { of: string; points: number; says: string }[];
  person: {
    firstName: string; lastName: string; zoneFirstName: string; zoneLastName: string; dateOfBirth: string; nationality: string; sex: string;
    documentNumber: string; issuingState: string;
  } | null;
  proposedReason: string; decision: string; decidedBy: string; secondedBy: string; decidedReason: string;
}

class Data {
  profile = $state('production');
  cases = $state<CaseRow[]>([]);
  matches = $state<MatchRow[]>([]);
}

export const data = new Data();

export async function setUp(): Promise<void> {
  try {
    data.profile = (await get<{ profile: string }>('/about')).profile;
  } catch {
    // The page says so when anything else fails too.
  }
}

export async function loadQueues(): Promise<void> {
  [data.cases, data.matches] = await Promise.all([get<CaseRow[]>('/cases'), get<MatchRow[]>('/matches')]);
}
