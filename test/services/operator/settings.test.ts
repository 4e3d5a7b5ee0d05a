import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { getCreateAddress, ZeroAddress } from "ethers";

import { type OperatorSettings, readOperatorSettings } from "../../../services/operator/readOperatorSettings.ts";
import { SettingError } from "../../../services/settingError.ts";
import { testSecret } from "../../helpers/blsSigners.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const CORE = ["escrow", "registry", "beacon", "coordinator", "reputation", "dispatcher", "lens"];
const ATTESTATION = ["committees", "center", "sealBounties", "consensusElection"];
const GATEWAY = getCreateAddress({ from: ZeroAddress, nonce: 77 });

describe("the settings of an operator's node", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "muster-settings-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Reads settings of an attester, with some changes. */
  function read(changes: NodeJS.ProcessEnv = {}, roles = [...CORE, ...ATTESTATION]): OperatorSettings {
    const book = join(folder, "muster.json");
    const addresses = roles.map((role, nonce) => [role, getCreateAddress({ from: ZeroAddress, nonce })]);
    writeFileSync(book, JSON.stringify({ chainId: 1, fromBlock: 0, addresses: Object.fromEntries(addresses) }));
    return readOperatorSettings({
      MUSTER_RPC_URL: "http://127.0.0.1:8545",
      MUSTER_DEPLOYMENT: book,
      MUSTER_PRIVATE_KEY: testSecret(0),
      MUSTER_BLS_KEY: testSecret(1),
      MUSTER_OPERATOR_DATA_DIR: folder,
      MUSTER_OPERATOR_VALIDATION_URL: "http://127.0.0.1:4002",
      ...changes,
    });
  }

  async function settingRefused(changes: NodeJS.ProcessEnv, roles?: string[]): Promise<string> {
    const error = await rejectionOf((async () => read(changes, roles))());
    expect(error).to.be.instanceOf(SettingError);
    for (const value of Object.values(changes))
      if (value) expect((error as SettingError).message).not.to.contain(value);
    return (error as SettingError).setting;
  }

  it("lose no message unless they say so", () => {
    expect(read().network?.isLost).to.equal(undefined);
    expect(read({ MUSTER_OPERATOR_LOSS_PERCENT: "0" }).network?.isLost).to.equal(undefined);
  });

  it("lose the share of messages that they say", () => {
    const { isLost = () => false } = read({ MUSTER_OPERATOR_LOSS_PERCENT: "10" }).network ?? {};
    const lost = Array.from({ length: 10_000 }, isLost).filter(Boolean).length;
    // Ten standard deviations about the mean.
    expect(lost).to.be.within(700, 1_300);
    const everything = read({ MUSTER_OPERATOR_LOSS_PERCENT: "100" }).network?.isLost;
    expect(Array.from({ length: 100 }, () => everything?.())).not.to.include(false);
  });

  it("make a node of an attester alone, unless they say so", () => {
    const { attester, aggregator, performer, claims, sealing } = read();
    expect(attester?.validationUrl).to.equal("http://127.0.0.1:4002");
    expect([aggregator, performer, claims, sealing]).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  it("make a node of a processor, which needs a price", async () => {
    const roles = { MUSTER_OPERATOR_ROLES: "processor" };
    const { attester, inference, processor } = read({ ...roles, MUSTER_PROCESSOR_BASE_FEE: "7" });
    expect([attester, inference, processor?.offer.baseFee]).to.deep.equal([undefined, undefined, 7n]);
    expect(await settingRefused(roles)).to.equal("MUSTER_PROCESSOR_BASE_FEE");
  });

  for (const [what, name, value] of [
    ["a share of lost messages beyond all", "MUSTER_OPERATOR_LOSS_PERCENT", "101"],
    ["a share of lost messages that is no number", "MUSTER_OPERATOR_LOSS_PERCENT", "-7.5"],
    ["a role that there is not", "MUSTER_OPERATOR_ROLES", "attester,prophet"],
    ["a definition that cannot be", "MUSTER_OPERATOR_DEFINITIONS", "4711,0"],
    ["a key that is none", "MUSTER_BLS_KEY", "0x1234"],
    ["no data directory", "MUSTER_OPERATOR_DATA_DIR", ""],
  ] as const) {
    it(`are refused by name, and not by value, with ${what}`, async () => {
      expect(await settingRefused({ [name]: value })).to.equal(name);
    });
  }

  const WITNESS = {
    MUSTER_OPERATOR_ROLES: "witness",
    MUSTER_WITNESS_RPC_URLS: "http://127.0.0.1:8546, http://127.0.0.1:8547",
    MUSTER_WITNESS_GATEWAYS: `${GATEWAY}, ${GATEWAY}`,
  };

  it("tell a witness of each other chain", () => {
    const { witness, attester, blsSecretKey } = read({ ...WITNESS, MUSTER_WITNESS_CONFIRMATIONS: "3,64" });
    const shared = { gateway: GATEWAY, fromBlock: 0 };
    expect(witness).to.deep.equal({
      destinations: [
        { ...shared, rpcUrl: "http://127.0.0.1:8546", confirmations: 3 },
        { ...shared, rpcUrl: "http://127.0.0.1:8547", confirmations: 64 },
      ],
      homeConfirmations: 12,
      epochSeconds: 60,
    });
    expect([attester, blsSecretKey]).to.deep.equal([undefined, testSecret(1)]);
  });

  for (const [what, name, value] of [
    ["no other chain", "MUSTER_WITNESS_RPC_URLS", ""],
    ["a node without an address", "MUSTER_WITNESS_RPC_URLS", "mainnet,testnet"],
    ["fewer gateways than chains", "MUSTER_WITNESS_GATEWAYS", GATEWAY],
    ["a gateway that is no address", "MUSTER_WITNESS_GATEWAYS", `${GATEWAY},0x12`],
    ["confirmations that are no numbers", "MUSTER_WITNESS_CONFIRMATIONS", "3,few"],
    ["epochs of no time", "MUSTER_WITNESS_EPOCH_SECONDS", "0"],
    ["a witness's key that is none", "MUSTER_BLS_KEY", "0x1234"],
  ] as const) {
    it(`are refused by name with ${what}`, async () => {
      const error = await rejectionOf((async () => read({ ...WITNESS, [name]: value }))());
      expect(error).to.be.instanceOf(SettingError);
      expect((error as SettingError).setting).to.equal(name);
    });
  }

  it("are refused with a deployment that has no attestation", async () => {
    expect(await settingRefused({}, CORE)).to.equal("MUSTER_DEPLOYMENT");
  });
});
