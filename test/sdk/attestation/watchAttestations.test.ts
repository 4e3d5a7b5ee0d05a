import { expect } from "chai";
import { network } from "hardhat";

import type { AttestationEvent } from "../../../sdk/attestation/attestationEvent.ts";
import { decodeAttestationEvent } from "../../../sdk/attestation/decodeAttestationEvent.ts";
import { watchAttestations } from "../../../sdk/attestation/watchAttestations.ts";
import { type AttestationSuite, createDefinition, deployAttestation, submit } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const POLL_MS = 1;
/** Two bytes that are no UTF-8. */
const NO_TEXT = "0xc328";

describe("watchAttestations", () => {
  let suite: AttestationSuite;
  let stop: AbortController;
  let events: AttestationEvent[];

  async function deployFixture() {
    return deployAttestation(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    stop = new AbortController();
    events = [];
  });

  /** Watches until so many events have come; returns the last block that will stay. */
  async function watch(fromBlock: number, count: number, confirmations = 0): Promise<number> {
    let confirmed = fromBlock - 1;
    await watchAttestations(suite, {
      fromBlock,
      confirmations,
      onEvent: (event) => void events.push(event),
      onConfirmed(block) {
        confirmed = block;
        if (events.length >= count) stop.abort();
      },
      signal: stop.signal,
      pollIntervalMs: POLL_MS,
    });
    return confirmed;
  }

  it("delivers what happens to definitions and to tasks, in order", async () => {
    const { id } = await submit(suite);
    await watch(suite.deployment.fromBlock, 4);

    expect(events.map((event) => [event.name, "id" in event ? event.id : event.taskDefinitionId])).to.deep.equal([
      ["TaskDefinitionCreated", 1],
      ["TaskDefinitionFunded", 1],
      ["TaskMoved", id],
      ["TaskSubmitted", id],
    ]);
  });

  it("reads an event with all its fields", async () => {
    const { info, aggregator } = await submit(suite);
    await watch(suite.deployment.fromBlock, 4);
    const event = events.find(({ name }) => name === "TaskSubmitted");

    expect(event).to.deep.include({
      taskDefinitionId: Number(info.taskDefinitionId),
      performer: info.taskPerformer,
      aggregator: aggregator.signer.address,
      proofOfTask: info.proofOfTask,
      data: info.data,
    });
  });

  it("resumes after the last block that it was told will stay", async () => {
    const confirmed = await watch(suite.deployment.fromBlock, 2);
    await createDefinition(suite, suite.owner);
    [events, stop] = [[], new AbortController()];
    await watch(confirmed + 1, 1);

    expect(events).to.have.lengthOf(1);
    expect(events[0]).to.deep.include({
      name: "TaskDefinitionCreated",
      taskDefinitionId: 2,
      definitionName: defaults.definitionName,
    });
  });

  it("is not stopped by text that is no UTF-8", async () => {
    const { center } = suite;
    const value = await center.definitionDeposit();
    const params = [2n ** 40n, 0n, 0n, 0n, 0n, 0n, []];
    const tuple = "(uint256,uint256,uint256,uint256,uint256,uint256,uint256[])";
    const values = ethers.AbiCoder.defaultAbiCoder().encode(["bytes", tuple], [NO_TEXT, params]);
    const { selector } = center.interface.getFunction("createNewTaskDefinition");
    await suite.stranger.sendTransaction({ to: center, data: ethers.concat([selector, values]), value });
    await watch(suite.deployment.fromBlock, 3);

    expect(events.at(-1)).to.deep.include({ name: "TaskDefinitionCreated", definitionName: "\ufffd(" });
  });

  it("passes over logs that tell neither of a task nor of a definition", async () => {
    await suite.center.connect(suite.governor).setPaused(true);
    const [log] = await suite.center.queryFilter(suite.center.filters.Paused());

    expect(log).not.to.equal(undefined);
    expect(decodeAttestationEvent(log!)).to.equal(undefined);
  });
});
