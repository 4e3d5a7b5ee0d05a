import { concat, type Provider, toBeHex, zeroPadValue } from "ethers";

/** One feature of the chain that the suite needs, and how to see that it is there. */
interface Probe {
  readonly feature: string;
  readonly isPresent: (provider: Provider) => Promise<boolean>;
}

const BLS_G1_ADD = "0x000000000000000000000000000000000000000b";
const P256_VERIFY = "0x0000000000000000000000000000000000000100";
const INFINITY_TWICE = `0x${"00".repeat(256)}`;

/** A P-256 signature that holds, from the vectors of EIP-7951. */
const P256_INPUT = concat([
  "0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023",
  "0x2ba3a8be6b94d5ec80a6d9d1190a436effe50d85a1eee859b8cc6af9bd5c2e18",
  "0x4cd60b855d442f5b3c7b11eb6c4e0ae7525fe710fab9aa7c77a67f79e6fadd76",
  "0x2927b10512bae3eddcfe467828128bad2903269919f7086069c8c4df6c732838",
  "0xc7787964eaac00e5921fb1498a60f4606766b3d9685001558d1a974e7341513e",
]);

/** Runs creation code that leaves one word; an unknown opcode makes the call fail. */
async function runsOpcode(provider: Provider, code: string, expected: bigint): Promise<boolean> {
  const word = zeroPadValue(toBeHex(expected), 32);
  return provider.call({ data: code }).then(
    (answer) => answer === word,
    () => false,
  );
}

async function answers(provider: Provider, to: string, data: string, length: number): Promise<boolean> {
  return provider.call({ to, data }).then(
    (answer) => (answer.length - 2) / 2 === length,
    () => false,
  );
}

const PROBES: readonly Probe[] = [
  {
    feature: "EIP-2537 (BLS12-381 precompiles)",
    isPresent: (provider) => answers(provider, BLS_G1_ADD, INFINITY_TWICE, 128),
  },
  {
    feature: "EIP-7951 (P-256 precompile)",
    isPresent: (provider) => answers(provider, P256_VERIFY, P256_INPUT, 32),
  },
  {
    // PUSH1 7 PUSH0 TSTORE PUSH0 TLOAD PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
    feature: "EIP-1153 (transient storage)",
    isPresent: (provider) => runsOpcode(provider, "0x60075f5d5f5c5f5260205ff3", 7n),
  },
  {
    // PUSH1 9 PUSH0 MSTORE PUSH1 32 PUSH0 PUSH1 32 MCOPY PUSH1 32 PUSH1 32 RETURN
    feature: "EIP-5656 (MCOPY)",
    isPresent: (provider) => runsOpcode(provider, "0x60095f5260205f60205e60206020f3", 9n),
  },
  {
    // PUSH1 1 CLZ PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
    feature: "EIP-7939 (CLZ)",
    isPresent: (provider) => runsOpcode(provider, "0x60011e5f5260205ff3", 255n),
  },
];

/**
 * The features of EVM `osaka` that the suite needs and a chain lacks, by name; empty when all are there.
 */
export async function probeChain(provider: Provider): Promise<string[]> {
  const missing = await Promise.all(
    PROBES.map(async ({ feature, isPresent }) => ((await isPresent(provider)) ? undefined : feature)),
  );
  return missing.filter((feature) => feature !== undefined);
}
