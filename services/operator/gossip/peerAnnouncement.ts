import { decode, encode } from "cborg";
import { multiaddr } from "@multiformats/multiaddr";

const MAX_ADDRESSES = 4;
const MAX_ADDRESS_LENGTH = 128;
const TCP_ADDRESS = /^\/(?:ip4|ip6|dns|dns4|dns6)\/[^/]+\/tcp\/\d+$/;

/** Where a peer can be reached, as its operator tells the others. */
export const peerAnnouncement = {
  /** @param addresses Multiaddrs with or without the peer's own id. Loopback ones go only when there are no others. */
  encode(addresses: readonly string[]): Uint8Array {
    const plain = addresses.map((address) => address.replace(/\/p2p\/[^/]+$/, "")).filter(isAddress);
    const outside = plain.filter((address) => !/^\/(?:ip4\/127\.|ip6\/::1\/)/.test(address));
    return encode((outside.length > 0 ? outside : plain).slice(0, MAX_ADDRESSES));
  },

  /** `undefined` unless the payload is a list of addresses that can be dialled. */
  decode(payload: Uint8Array): string[] | undefined {
    try {
      const addresses: unknown = decode(payload);
      if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES) return undefined;
      return addresses.every(isAddress) ? addresses : undefined;
    } catch {
      return undefined;
    }
  },
};

function isAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > MAX_ADDRESS_LENGTH || !TCP_ADDRESS.test(value)) return false;
  try {
    multiaddr(value);
    return true;
  } catch {
    return false;
  }
}
