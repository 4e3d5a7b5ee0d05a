import { expect } from "chai";
import { id as hashText, Wallet } from "ethers";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { readProcessorSettings } from "../../../services/operator/jobs/readProcessorSettings.ts";
import { readEnvironment } from "../../../services/readEnvironment.ts";
import { SettingError } from "../../../services/settingError.ts";
import { makeFolder } from "../../helpers/relay.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";

const consumer = new Wallet(hashText("consumer")).address;
const needed = { MUSTER_PROCESSOR_BASE_FEE: "1000" };
const read = (env: NodeJS.ProcessEnv) => readProcessorSettings(readEnvironment({ ...needed, ...env }));

describe("the settings of a processor", () => {
  it("need a price alone, and offer nothing to private networks", () => {
    const settings = read({});
    expect(settings.offer).to.include({ baseFee: 1_000n, feePerMillisecond: 0n, modules: 0n });
    expect(settings.offer).to.not.have.property("consumers");
    expect(settings).to.include({ goesByBlocks: false, door: undefined, deviceKey: undefined });
    expect(settings.terms.allowsPrivateNetwork).to.equal(false);
  });

  it("say what is offered, and to whom", () => {
    const { offer, door, terms, goesByBlocks } = read({
      MUSTER_PROCESSOR_MODULES: "0,5",
      MUSTER_PROCESSOR_CONSUMERS: consumer.toLowerCase(),
      MUSTER_PROCESSOR_PORT: "8700",
      MUSTER_PROCESSOR_RELAYS: "http://127.0.0.1:8640",
      MUSTER_PROCESSOR_CLOCK: "chain",
    });
    expect(offer.modules).to.equal(33n);
    expect(offer.consumers).to.deep.equal([consumer]);
    expect(door).to.deep.equal({ port: 8_700, host: "127.0.0.1" });
    expect(terms.content.sources).to.deep.equal(["http://127.0.0.1:8640"]);
    expect(goesByBlocks).to.equal(true);
  });

  it("name the other chains in a file", () => {
    const folder = makeFolder();
    const path = join(folder.path, "destinations.json");
    writeFileSync(path, JSON.stringify([{ chainId: 4_242, rpcUrl: "http://127.0.0.1:8546", gateway: consumer }]));
    const { destinations } = read({ MUSTER_PROCESSOR_DESTINATIONS: path });
    expect(destinations).to.deep.equal([
      { chainId: 4_242, rpcUrl: "http://127.0.0.1:8546", gateway: consumer, fromBlock: 0 },
    ]);
    folder.remove();
  });

  const malformed = {
    MUSTER_PROCESSOR_BASE_FEE: "",
    MUSTER_PROCESSOR_CURRENCY: "0x12",
    MUSTER_PROCESSOR_MODULES: "32",
    MUSTER_PROCESSOR_CONSUMERS: "somebody",
    MUSTER_PROCESSOR_KEY: `0x${"00".repeat(32)}`,
    MUSTER_PROCESSOR_SOFTWARE_DEVICE_KEY: "0x12",
    MUSTER_PROCESSOR_DESTINATIONS: "/nowhere.json",
    MUSTER_PROCESSOR_CLOCK: "sundial",
    MUSTER_PROCESSOR_PRIVATE_NETWORK: "perhaps",
  };
  for (const [setting, value] of Object.entries(malformed)) {
    it(`refuse ${setting} when it is malformed, by its name alone`, async () => {
      const error = await rejectionOf((async () => read({ [setting]: value }))());
      expect(error).to.be.instanceOf(SettingError).and.to.include({ setting });
      expect((error as Error).message).to.not.contain(value || "\u0000");
    });
  }
});
