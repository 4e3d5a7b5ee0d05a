import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id, Wallet, ZeroAddress } from "ethers";

import { readMatcherSettings } from "../../../services/matcher/readMatcherSettings.ts";
import { SettingError } from "../../../services/settingError.ts";

const token = new Wallet(id("token")).address;
const ROLES = ["escrow", "registry", "beacon", "coordinator", "reputation", "dispatcher", "lens", "jobs"];
const addresses = Object.fromEntries(ROLES.map((role) => [role, new Wallet(id(role)).address]));

describe("the matcher's settings", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "muster-matcher-settings-"));
    const path = join(folder, "muster.json");
    writeFileSync(path, JSON.stringify({ chainId: 1, fromBlock: 0, addresses }));
    env = { MUSTER_RPC_URL: "http://127.0.0.1:1", MUSTER_DEPLOYMENT: path, MUSTER_PRIVATE_KEY: id("key") };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("have defaults", () => {
    expect(readMatcherSettings(env)).to.deep.include({
      minimumProfit: 0n,
      budget: 10n ** 17n,
      maxConcurrent: 8,
      maxRounds: 5,
      upkeep: false,
      journalPath: undefined,
      collect: { [ZeroAddress]: 10n ** 16n },
    });
  });

  it("are read from the environment", () => {
    const given = {
      MUSTER_MATCHER_MINIMUM_PROFIT: "-5",
      MUSTER_MATCHER_UPKEEP: "true",
      MUSTER_MATCHER_COLLECT: "1",
      MUSTER_MATCHER_COLLECT_TOKENS: `${token.toLowerCase()}=7`,
    };
    const collect = { [ZeroAddress]: 1n, [token]: 7n };
    expect(readMatcherSettings({ ...env, ...given })).to.deep.include({ minimumProfit: -5n, upkeep: true, collect });
  });

  it("are refused where they are malformed", () => {
    const wrong = {
      MUSTER_MATCHER_UPKEEP: "yes",
      MUSTER_MATCHER_COLLECT_TOKENS: "7",
      MUSTER_MATCHER_BUDGET: "much",
      MUSTER_PRIVATE_KEY: "0x",
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect(() => readMatcherSettings({ ...env, [name]: value })).to.throw(SettingError, name);
    }
  });

  it("want a deployment with a job market", () => {
    const { jobs: _jobs, ...others } = addresses;
    writeFileSync(env.MUSTER_DEPLOYMENT!, JSON.stringify({ chainId: 1, fromBlock: 0, addresses: others }));
    expect(() => readMatcherSettings(env)).to.throw(SettingError, "MUSTER_DEPLOYMENT");
  });
});
