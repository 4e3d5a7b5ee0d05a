import { encodeRlp, isHexString, keccak256, toBeArray } from "ethers";

import { AvsError } from "../../../services/avs-kit/avsError.ts";

/** A block as `eth_getBlockByNumber` returns it; a stranger's word. */
export type RpcBlock = Readonly<Record<string, unknown>>;

type Field = readonly [name: string, kind: "bytes" | "quantity"];

const FIRST_FIELDS: readonly Field[] = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "quantity"],
  ["number", "quantity"],
  ["gasLimit", "quantity"],
  ["gasUsed", "quantity"],
  ["timestamp", "quantity"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
];

/** What forks appended, in their order; none can be there without those before it. */
const LATER_FIELDS: readonly Field[] = [
  ["baseFeePerGas", "quantity"], // London
  ["withdrawalsRoot", "bytes"], // Shanghai
  ["blobGasUsed", "quantity"], // Cancun
  ["excessBlobGas", "quantity"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"], // Prague
  ["blockAccessListHash", "bytes"], // Amsterdam
  ["slotNumber", "quantity"],
];

/**
 * The hash that a block must have, from its header's fields.
 *
 * @throws AvsError `HEADER_MALFORMED`
 */
export function hashBlockHeader(block: RpcBlock): string {
  const last = LATER_FIELDS.findLastIndex(([name]) => block[name] !== undefined && block[name] !== null);
  const fields = [...FIRST_FIELDS, ...LATER_FIELDS.slice(0, last + 1)];
  return keccak256(encodeRlp(fields.map((field) => encodeField(block, field))));
}

function encodeField(block: RpcBlock, [name, kind]: Field): string | Uint8Array {
  const value = block[name];
  const isWhole = isHexString(value) && (kind === "quantity" ? value.length > 2 : value.length % 2 === 0);
  if (!isWhole) throw new AvsError("HEADER_MALFORMED", `A block header has no ${name}, or it is malformed`);
  return kind === "quantity" ? toBeArray(value) : value;
}
