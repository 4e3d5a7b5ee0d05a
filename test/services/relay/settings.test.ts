import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { createTaskRoles } from "../../../services/relay/createTaskRoles.ts";
import { loadDriverStreams } from "../../../services/relay/loadDriverStreams.ts";
import { readRelaySettings } from "../../../services/relay/readRelaySettings.ts";
import type { TaskParties } from "../../../services/relay/taskParties.ts";
import { seededWord } from "../../helpers/availability.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { makeFolder } from "../../helpers/relay.ts";

const addressOf = (byte: string) => `0x${byte.repeat(20)}`;
const [MARKET, LENS, CREATOR, NODE, PUBLISHER, STRANGER] = ["11", "12", "21", "22", "31", "41"].map(addressOf) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const ROLES = ["escrow", "registry", "beacon", "coordinator", "reputation", "dispatcher", "lens", "availability"];

describe("createTaskRoles", () => {
  const taskId = seededWord("task");
  const ask = (parties: TaskParties | undefined, kind: "Parameters" | "Result" | "Opening", signer: string) =>
    createTaskRoles({ markets: { [MARKET]: { partiesOf: async () => parties } }, publisher: PUBLISHER }).mayUpload({
      market: MARKET,
      taskId,
      kind,
      signer,
    });
  const both = { creator: CREATOR, node: NODE };

  it("lets the creator upload the parameters, and the node the rest", async () => {
    const matrix = [CREATOR, NODE, STRANGER].map((signer) =>
      Promise.all((["Parameters", "Result", "Opening"] as const).map((kind) => ask(both, kind, signer))),
    );
    const answers = (await Promise.all(matrix)).map((row) => row.map((answer) => answer === true));

    expect(answers).to.deep.equal([
      [true, false, false],
      [false, true, true],
      [false, false, false],
    ]);
  });

  it("says that a task has no node yet, or is none", async () => {
    expect(await ask({ creator: CREATOR, node: undefined }, "Result", NODE)).to.equal("the task has no node yet");
    expect(await ask(undefined, "Parameters", CREATOR)).to.equal("there is no such task, or it is over");
  });

  it("says that a task does not accept the publisher", async () => {
    const refusing = await ask({ ...both, publishers: [STRANGER] }, "Parameters", CREATOR);
    const accepting = await ask({ ...both, publishers: [STRANGER, PUBLISHER] }, "Parameters", CREATOR);

    expect([refusing, accepting]).to.deep.equal([`the task does not accept the publisher ${PUBLISHER}`, true]);
  });
});

describe("readRelaySettings", () => {
  let folder: ReturnType<typeof makeFolder>;
  let env: Record<string, string>;

  beforeEach(() => {
    folder = makeFolder();
    const book = join(folder.path, "muster.json");
    const addresses = Object.fromEntries(ROLES.map((role) => [role, STRANGER]));
    writeFileSync(book, JSON.stringify({ chainId: 1, fromBlock: 0, addresses }));
    env = {
      MUSTER_RPC_URL: "http://127.0.0.1:8545",
      MUSTER_DEPLOYMENT: book,
      MUSTER_PRIVATE_KEY: seededWord("key"),
      MUSTER_DATA_DIR: folder.path,
      MUSTER_RELAY_MARKETS: `${MARKET}, ${CREATOR}=${LENS}`,
    };
  });
  afterEach(() => folder.remove());

  it("reads markets, and the contracts that know their tasks", () => {
    expect(readRelaySettings(env).markets).to.deep.equal([
      { market: MARKET, parties: MARKET },
      { market: CREATOR, parties: LENS },
    ]);
  });

  it("reads a driver and its options", () => {
    const driver = { MUSTER_RELAY_DRIVER: "s3", MUSTER_RELAY_DRIVER_OPTIONS: '{"bucket":"blobs"}' };

    expect(readRelaySettings({ ...env, ...driver }).driver).to.deep.equal({ name: "s3", options: { bucket: "blobs" } });
    expect(readRelaySettings(env).driver).to.equal(undefined);
  });

  const wrongs: [setting: string, value: string][] = [
    ["MUSTER_RELAY_MARKETS", ""],
    ["MUSTER_RELAY_MARKETS", "the inference market"],
    ["MUSTER_RELAY_DRIVER", "../s3"],
    ["MUSTER_DATA_DIR", ""],
    ["MUSTER_PRIVATE_KEY", "0x1234"],
  ];
  for (const [setting, value] of wrongs) {
    it(`says that ${setting} cannot be ${JSON.stringify(value)}`, () => {
      expect(() => readRelaySettings({ ...env, [setting]: value })).to.throw(setting);
    });
  }
});

describe("loadDriverStreams", () => {
  it("builds a driver by its name", async () => {
    const streams = await loadDriverStreams({ name: "memory", options: {} });

    expect(await streams.open("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy")).to.equal(undefined);
  });

  it("says that there is no such driver", async () => {
    const failure = await rejectionOf(loadDriverStreams({ name: "nowhere", options: {} }));

    expect(failure).to.include({ code: "SETTING", setting: "MUSTER_RELAY_DRIVER" });
  });
});
