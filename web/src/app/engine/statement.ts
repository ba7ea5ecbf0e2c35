// What a person is shown comes from the very bytes that their key will sign, and from nothing beside them.

import { base64, bytesOf, sha256, type Bytes } from './bytes';
import type { RequestShown } from './types';

const HEADER = 'Auth eID approval v1\n';

export type Kind = 'AUTHENTICATION' | 'SIGNATURE' | 'IDENTIFICATION' | 'KYC' | 'DEVICE_KEY';

/** The members of the approval statement. */
export interface Statement {
  answer: string;
  kind: Kind;
  requestId: string;
  rpId: string;
  rpName: string;
  email: string;
  title: string;
  description: string;
  createdAt: number;
  expiresAt: number;
  discloses: string[];
  verifiedOnly: boolean;
  claims: Record<string, string>;
  documentSha256: string;
  startedBy: 'email' | 'qr' | 'link';
  startedFrom: string;
  matchNumber: number;
}

/** A request whose bytes hold together: what it shows is what is signed. */
export interface Prompt {
  shown: Statement;
  pinOnly: boolean;
  /** The bytes that approving signs; by the number picked where one must be. */
  approve: Map<number, Bytes>;
  numbers: number[];
  cancel: Bytes;
  notMe: Bytes;
  document: Bytes | null;
  emails: string[];
  returnUrl: string;
  rpLogo: string;
}

export class NotTrustworthy extends Error {}

/** Reads a request that waits. Throws NotTrustworthy when its bytes say anything but what they must. */
export async function read(request: RequestShown): Promise<Prompt> {
  const numbers = request.matchNumbers;
  const texts: [number, string][] = numbers.length
    ? numbers.map((number) => [number, request.approveMatching[String(number)]])
    : [[0, request.statements.approve]];
  const document = request.document === null ? null : bytesOf(request.document);
  const digest = document === null ? '' : base64(await sha256(document));
  let shown: Statement | null = null;
  const approve = new Map<number, Bytes>();
  for (const [number, text] of texts) {
    const statement = parsed(text, 'approve', request.requestId);
    must(statement.matchNumber === number, 'the number in the text is another');
    must(statement.documentSha256 === digest, 'the document is not the one that the text names');
    must(shown === null || same(shown, statement), 'the texts differ in more than the number');
    shown ??= statement;
    approve.set(number, bytesOf(text));
  }
  must(shown !== null, 'there is nothing to sign');
  must((shown.kind === 'SIGNATURE') === (document !== null), 'only a signature has a document');
  must(same(shown, parsed(request.statements.cancel, 'cancel', request.requestId)), 'cancelling says something else');
  must(same(shown, parsed(request.statements.not_me, 'not_me', request.requestId)), 'reporting says something else');
  if (document !== null) checkDocument(document, shown);
  return {
    shown,
    approve,
    numbers,
    document,
    pinOnly: request.pinOnly,
    cancel: bytesOf(request.statements.cancel),
    notMe: bytesOf(request.statements.not_me),
    emails: request.emails,
    returnUrl: request.returnUrl,
    rpLogo: request.rpLogo,
  };
}

function parsed(text: string, answer: string, requestId: string): Statement {
  const plain = new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(text));
  must(plain.startsWith(HEADER), 'this is not an approval');
  const statement = JSON.parse(plain.slice(HEADER.length)) as Statement;
  must(statement.answer === answer && statement.requestId === requestId, 'this answers something else');
  return statement;
}

// The answers to one request differ in the answer, and approving may name a number and a document.
function same(one: Statement, other: Statement): boolean {
  const plain = (it: Statement) => JSON.stringify({ ...it, answer: '', matchNumber: 0, documentSha256: '' });
  return plain(one) === plain(other);
}

/** A document in JSON must say what the statement shows; one in protobuf is bound to it by its digest alone. */
function checkDocument(document: Bytes, shown: Statement): void {
  if (document[0] !== 0x7b) return;
  const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(document)) as Partial<Statement>;
  for (const member of ['email', 'rpName', 'title', 'description'] as const) {
    must(said[member] === shown[member], 'the document says something else');
  }
}

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new NotTrustworthy(otherwise);
}
