import { isIPv4, isIPv6 } from "node:net";

import { type DomainChange, type DomainRecord, signerOfChange } from "./domainChange.ts";
import { isHostName } from "./isHostName.ts";

const MAX_RECORDS = 100;
const MAX_TTL = 2 ** 31 - 1;
const MAX_TEXT_BYTES = 255;

const isValue: Readonly<Record<string, (value: string) => boolean>> = {
  A: isIPv4,
  AAAA: isIPv6,
  CNAME: isHostName,
  MX: (value) => {
    const [, preference, host = ""] = /^(\d{1,5}) (\S+)$/.exec(value) ?? [];
    return Number(preference) <= 65_535 && isHostName(host);
  },
  TXT: (value) => value !== "" && Buffer.byteLength(value) <= MAX_TEXT_BYTES,
};

/**
 * The first rule that a change breaks, in words.
 *
 * @param previous The last change of that domain which was accepted.
 * @param suffix Where the registry lets domains, such as `muster`.
 */
export function findBrokenRule(
  change: DomainChange,
  previous: DomainChange | undefined,
  suffix: string,
): string | undefined {
  return findBrokenName(change, suffix) ?? findBrokenHistory(change, previous) ?? findBrokenRecord(change.records);
}

function findBrokenName({ name }: DomainChange, suffix: string): string | undefined {
  if (!isHostName(name)) return "the name is no host name";
  const label = name.slice(0, -suffix.length - 1);
  return name !== `${label}.${suffix}` || label.includes(".") ? `the name is not directly below ${suffix}` : undefined;
}

function findBrokenHistory(change: DomainChange, previous: DomainChange | undefined): string | undefined {
  if (change.action === "register" && previous !== undefined) return "the name is taken";
  if (change.action === "update" && previous === undefined) return "the name is free";
  if (change.version !== (previous?.version ?? 0) + 1) return "the version is not the next";
  const owner = previous?.owner ?? change.owner;
  return signerOfChange(change) === owner ? undefined : "the owner did not sign";
}

function findBrokenRecord(records: readonly DomainRecord[]): string | undefined {
  if (records.length > MAX_RECORDS) return `there are more than ${MAX_RECORDS} records`;
  const isAlias = records.some(({ type }) => type === "CNAME");
  if (isAlias && records.length > 1) return "an alias has other records beside it";
  const seen = new Set(records.map(({ type, value }) => `${type} ${value}`));
  if (seen.size < records.length) return "a record is there twice";

  const wrong = records.find(({ type, value }) => isValue[type]?.(value) !== true);
  if (wrong !== undefined) return `a record of type ${wrong.type} is malformed or of no use`;
  const isTtl = ({ ttl }: DomainRecord) => Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL;
  return records.every(isTtl) ? undefined : "a time to live is out of range";
}
