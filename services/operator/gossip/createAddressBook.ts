import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file of the peers that a node has heard of, in its data directory. */
export const ADDRESS_BOOK_FILE = "peers.json";

const MAX_PEERS = 512;
const MAX_PEERS_PER_OPERATOR = 4;

/** Where a peer of an operator can be reached, as the operator says. */
export interface PeerRecord {
  readonly peer: string;
  readonly operator: string;
  /** Multiaddrs without the peer's own id. */
  readonly addresses: readonly string[];
}

/** The peers that operators have vouched for; survives a restart. */
export interface AddressBook {
  put(record: PeerRecord): void;
  get(peer: string): PeerRecord | undefined;
  records(): PeerRecord[];
  save(): void;
}

/** @throws {Error} when the file is there and cannot be read; one that holds nonsense counts as empty. */
export function createAddressBook(dataDir: string): AddressBook {
  const path = join(dataDir, ADDRESS_BOOK_FILE);
  const records = new Map<string, PeerRecord>();
  let isChanged = false;
  for (const record of readRecords(path)) put(record);

  function put(record: PeerRecord): void {
    const { peer, operator } = record;
    // The youngest last: what was heard longest ago goes first.
    records.delete(peer);
    records.set(peer, record);
    const siblings = [...records.values()].filter((other) => other.operator === operator);
    if (siblings.length > MAX_PEERS_PER_OPERATOR) records.delete(siblings[0]!.peer);
    if (records.size > MAX_PEERS) records.delete(records.keys().next().value as string);
    isChanged = true;
  }

  function save(): void {
    if (!isChanged) return;
    writeFileSync(`${path}.new`, JSON.stringify([...records.values()]), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    isChanged = false;
  }

  return { put, get: (peer) => records.get(peer), records: () => [...records.values()], save };
}

function readRecords(path: string): PeerRecord[] {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(content) ? content.filter(isRecord) : [];
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function isRecord(value: unknown): value is PeerRecord {
  const { peer, operator, addresses } = (value ?? {}) as Partial<PeerRecord>;
  const isText = (field: unknown) => typeof field === "string";
  return isText(peer) && isText(operator) && Array.isArray(addresses) && addresses.every(isText);
}
