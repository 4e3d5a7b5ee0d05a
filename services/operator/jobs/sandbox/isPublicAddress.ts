import { BlockList, isIPv6 } from "node:net";

/** Loopback, private, link-local, shared, reserved and multicast: nothing a stranger's script has business with. */
const IPV4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Only global unicast is let through, and of it nothing that hides an address of IPv4. */
const IPV6: readonly [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
];

const refused = new BlockList();
for (const [address, prefix] of IPV4) refused.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of IPV6) refused.addSubnet(address, prefix, "ipv6");
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return global.check(address, "ipv6") && !refused.check(address, "ipv6");
  return !refused.check(address, "ipv4");
}
