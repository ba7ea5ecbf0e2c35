// What the device door says (docs/device-door.md). Times are milliseconds since 1970, bytes are base64.

export interface About {
  profile: 'production' | 'staging';
  issuer: string;
  origin: string;
  servers: { production: string; staging: string };
  pushKey: string;
  serverTime: number;
}

export interface EnrolmentOutcome {
  state: 'done' | 'waiting' | 'refused' | 'over';
  compare: string;
  expiresAt: number;
  enrolled: { deviceId: string; deviceName: string; uniqueUserId: string; email: string } | null;
}

export interface Join {
  joinId: string;
  deviceId: string;
  deviceName: string;
  compare: string;
  askedAt: number;
  expiresAt: number;
}

export interface Me {
  deviceId: string;
  deviceName: string;
  uniqueUserId: string;
  email: string;
  emails: { email: string; addedAt: number }[];
  devices: { deviceId: string; name: string; enrolledAt: number; lastSeenAt: number }[];
  isVerified: boolean;
  hasRecoveryCode: boolean;
  pin: { triesLeft: number; locked: boolean } | null;
  passkey: { credentialId: string } | null;
  joins: Join[];
  muted: { rpId: string; rpName: string; until: number }[];
  accountVersion: number;
  serverTime: number;
}

export interface RequestShown {
  requestId: string;
  status: string;
  createdAt: number;
  expiresAt: number;
  serverTime: number;
  pinOnly: boolean;
  statements: Record<string, string>;
  document: string | null;
  matchNumbers: number[];
  approveMatching: Record<string, string>;
  emails: string[];
  returnUrl: string;
  rpLogo: string;
}

export interface HistoryEntry {
  requestId: string;
  kind: string;
  status: string;
  rpId: string;
  rpName: string;
  title: string;
  description: string;
  email: string;
  startedBy: string;
  notMe: boolean;
  deviceName: string;
  createdAt: number;
  endedAt: number;
  statement?: string | null;
  document?: string | null;
  signature?: string | null;
  documentSignature?: string | null;
  disclosed?: string[];
}

export interface HistoryPage {
  entries: HistoryEntry[];
  next: string;
}

export interface Privacy {
  parties: {
    rpId: string;
    rpName: string;
    firstAt: number;
    lastAt: number;
    times: number;
    received: string[];
  }[];
  stored: { what: string; count: number }[];
  keptDays: number;
}

export interface Zone {
  line1: string;
  line2: string;
  file: string;
}

export interface Address {
  country: string;
  city: string;
  postcode: string;
  line1: string;
  line2: string;
  area: string;
}

export interface Evidence {
  firstName: string | null;
  lastName: string | null;
  page: Zone | null;
  chip: Zone | null;
  address: Address | null;
  residency: string[] | null;
  phone: string | null;
  phoneAsked: string | null;
  missing: string[];
}

export interface IdentityShown {
  state: 'none' | 'collecting' | 'submitted' | 'refused';
  caseId: string;
  changedAt: number;
  reason: string;
  evidence: Evidence | null;
  verified: {
    firstName: string;
    lastName: string;
    dateOfBirth: string;
    nationality: string;
    documentNumber: string;
    dateOfExpiry: string;
    address: Address;
    phone: string;
    validUntil: number;
  } | null;
  views: { at: number; officer: string; what: string }[];
  texts: boolean;
}
