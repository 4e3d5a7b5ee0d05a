import { expect } from "chai";
import { AbiCoder, JsonRpcProvider, keccak256, Network } from "ethers";
import { network } from "hardhat";

import { createHealthCheck } from "../../../examples/avs/health-check/createHealthCheck.ts";
import { hashBlockHeader, type RpcBlock } from "../../../examples/avs/health-check/hashBlockHeader.ts";
import type { RpcChain } from "../../../examples/avs/health-check/readEpoch.ts";
import type { ExecutedTask } from "../../../services/avs-kit/callExecutionService.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type ServedAvs, serveAvs } from "../../helpers/serveAvs.ts";

const { epochBlocks, confirmations, maxAgeEpochs } = defaults;
/** The number of the block that makes the second epoch final. */
const LATEST = 2n * epochBlocks - 1n + confirmations;

type Lie = (block: Record<string, unknown>, number: bigint) => object | null;

/** A node that tells the truth, save for blocks. */
function lyingChain(chain: RpcChain, lie: Lie): RpcChain {
  return {
    async send(method, params) {
      const answer = await chain.send(method, params);
      if (method !== "eth_getBlockByNumber") return answer;
      return lie(answer as Record<string, unknown>, BigInt(String(params[0])));
    },
  };
}

/** A block with another field, and the hash that goes with it. */
function forge(block: RpcBlock, changes: RpcBlock): RpcBlock {
  const forged = { ...block, ...changes };
  return { ...forged, hash: hashBlockHeader(forged) };
}

describe("health check", () => {
  let chain: JsonRpcProvider;
  let server: Awaited<ReturnType<typeof network.createServer>>;
  const served: ServedAvs[] = [];

  before(async () => {
    server = await network.createServer();
    const { address, port } = await server.listen();
    const network31337 = Network.from(31_337);
    chain = new JsonRpcProvider(`http://${address}:${port}`, network31337, { staticNetwork: network31337 });
    const signer = await chain.getSigner();
    // Blocks with transactions in them, and blocks without.
    await (await signer.sendTransaction({ to: signer.address, value: 1n })).wait();
    // One by one: blocks that hardhat_mine skips over have no hash of their parent.
    for (let number = 2n; number <= LATEST; number++) await chain.send("evm_mine", []);
  });

  afterEach(async () => {
    await Promise.all(served.splice(0).map(({ stop }) => stop()));
  });

  after(async () => {
    chain.destroy();
    await server.close();
  });

  async function healthCheckOf(rpc: RpcChain): Promise<ServedAvs> {
    const avs = await serveAvs(createHealthCheck({ chain: rpc, epochBlocks, confirmations, maxAgeEpochs }));
    served.push(avs);
    return avs;
  }

  const honest = () => healthCheckOf(chain);
  const lying = (lie: Lie) => healthCheckOf(lyingChain(chain, lie));

  describe("hashBlockHeader", () => {
    for (const hardfork of ["london", "shanghai", "cancun", "prague", "osaka", "amsterdam"]) {
      it(`finds the hash of every block of ${hardfork}`, async () => {
        const { ethers, networkHelpers } = await network.create({ network: "default", override: { hardfork } });
        const [signer] = await ethers.getSigners();
        await signer!.sendTransaction({ to: signer!.address, value: 1n });
        await networkHelpers.mine(2);
        const numbers = ["0x0", "0x1", "0x2", "0x3"];
        const blocks: RpcBlock[] = await Promise.all(
          numbers.map((number) => ethers.provider.send("eth_getBlockByNumber", [number, false])),
        );

        expect(blocks.map(hashBlockHeader)).to.deep.equal(blocks.map(({ hash }) => hash));
      });
    }
  });

  describe("execute", () => {
    it("proves the last epoch that is over, down to its hash", async () => {
      const { proofOfTask, data } = await (await honest()).execute();
      const { hash } = (await chain.getBlock(Number(2n * epochBlocks - 1n)))!;

      expect(proofOfTask).to.equal(`blocks 8 to 15 of chain 31337 end in ${hash}`);
      expect(AbiCoder.defaultAbiCoder().decode(["uint256", "uint256", "uint256", "bytes32"], data)).to.deep.equal([
        31_337n,
        epochBlocks,
        2n * epochBlocks - 1n,
        hash,
      ]);
    });

    it("waits for the first epoch to be confirmed", async () => {
      const young: RpcChain = {
        send: async (method, params) =>
          method === "eth_blockNumber"
            ? `0x${(epochBlocks + confirmations - 2n).toString(16)}`
            : chain.send(method, params),
      };

      expect(await rejectionOf((await healthCheckOf(young)).execute())).to.include({
        reason: "it answers 500: The first epoch is not over",
      });
    });

    const fields = Object.entries({
      parentHash: keccak256("0x"),
      miner: `0x${"22".repeat(20)}`,
      stateRoot: keccak256("0x"),
      logsBloom: `0x${"ff".repeat(256)}`,
      gasUsed: "0x1",
      timestamp: "0x1",
      extraData: "0x12",
      nonce: "0x0000000000000001",
      baseFeePerGas: "0x1",
      withdrawalsRoot: keccak256("0x"),
      excessBlobGas: "0x1",
      parentBeaconBlockRoot: keccak256("0x"),
      requestsHash: keccak256("0x"),
    });

    for (const [field, value] of fields) {
      it(`has nothing to submit when its node alters ${field}`, async () => {
        const avs = await lying((block, number) =>
          number === epochBlocks + 3n ? { ...block, [field]: value } : block,
        );

        expect(await rejectionOf(avs.execute()))
          .to.have.property("reason")
          .that.matches(/^it answers 500: Block 11 hashes to 0x/);
      });
    }

    it("has nothing to submit when its node makes up a block whose hash is right", async () => {
      const avs = await lying((block, number) =>
        number === epochBlocks + 3n ? forge(block, { miner: `0x${"22".repeat(20)}` }) : block,
      );

      expect(await rejectionOf(avs.execute())).to.include({
        reason: "it answers 500: Block 12 does not follow the block before it",
      });
    });

    it("has nothing to submit when the epoch does not follow the one before", async () => {
      const avs = await lying((block, number) =>
        number === epochBlocks - 1n ? forge(block, { extraData: "0x12" }) : block,
      );

      expect(await rejectionOf(avs.execute())).to.include({
        reason: "it answers 500: Block 8 does not follow the block before it",
      });
    });

    it("has nothing to submit when its node gives one block for another", async () => {
      const avs = await healthCheckOf({
        send: async (method, params) => chain.send(method, method === "eth_getBlockByNumber" ? ["0x9", false] : params),
      });

      expect(await rejectionOf(avs.execute()))
        .to.have.property("reason")
        .that.matches(/^it answers 500: Block \d+ hashes to 0x/);
    });

    it("has nothing to submit when its node lacks a block", async () => {
      const avs = await lying((block, number) => (number === epochBlocks ? null : block));

      expect(await rejectionOf(avs.execute())).to.include({ reason: "it answers 500: The node has no block 8" });
    });

    it("has nothing to submit when its node leaves a field out", async () => {
      const avs = await lying(({ blobGasUsed: _left, ...block }) => block);

      expect(await rejectionOf(avs.execute())).to.include({
        reason: "it answers 500: A block header has no blobGasUsed, or it is malformed",
      });
    });
  });

  describe("validate", () => {
    let task: ExecutedTask;

    beforeEach(async () => {
      task = await (await honest()).execute();
    });

    const encode = (...values: unknown[]) =>
      AbiCoder.defaultAbiCoder().encode(["uint256", "uint256", "uint256", "bytes32"], values);

    it("approves what its own node says, too", async () => {
      expect(await (await honest()).validate(task)).to.equal("approve");
    });

    it("rejects the head of a performer whose node forged the last block whole", async () => {
      const fooled = await lying((block, number) =>
        number === 2n * epochBlocks - 1n ? forge(block, { stateRoot: keccak256("0x") }) : block,
      );

      expect(await (await honest()).validate(await fooled.execute())).to.equal("reject");
    });

    it("rejects a proof that says something else than the data", async () => {
      expect(await (await honest()).validate({ ...task, proofOfTask: "all is well" })).to.equal("reject");
    });

    const wrong: [what: string, data: () => string][] = [
      ["data that is none", () => "0x1234"],
      ["another chain", () => encode(1n, epochBlocks, 2n * epochBlocks - 1n, keccak256("0x"))],
      ["a stretch that is no epoch", () => encode(31_337n, 1n, epochBlocks, keccak256("0x"))],
      ["a longer stretch", () => encode(31_337n, 0n, 2n * epochBlocks - 1n, keccak256("0x"))],
      ["the hash of another block", () => encode(31_337n, 0n, epochBlocks - 1n, keccak256("0x"))],
    ];

    for (const [what, data] of wrong) {
      it(`rejects ${what}`, async () => {
        expect(await (await honest()).validate({ ...task, data: data() })).to.equal("reject");
      });
    }

    it("abstains when its own node is caught lying", async () => {
      const fooled = await lying((block) => ({ ...block, gasUsed: "0x1" }));

      expect(await fooled.validate(task))
        .to.have.property("abstain")
        .that.matches(/^it answers 500: Block \d+ hashes to 0x/);
    });

    it("abstains when its own node has not come that far", async () => {
      const data = encode(31_337n, 2n * epochBlocks, 3n * epochBlocks - 1n, keccak256("0x"));

      expect(await (await honest()).validate({ ...task, data })).to.deep.equal({
        abstain: "it answers 500: This node has not seen the end of that epoch",
      });
    });

    it("abstains when the epoch is long past", async () => {
      const later: RpcChain = {
        send: async (method, params) => (method === "eth_blockNumber" ? "0x1000" : chain.send(method, params)),
      };

      expect(await (await healthCheckOf(later)).validate(task)).to.deep.equal({
        abstain: "it answers 500: That epoch is too long ago",
      });
    });

    it("abstains when its own node is away", async () => {
      const away = await healthCheckOf({ send: () => Promise.reject(new Error("away")) });

      expect(await away.validate(task)).to.deep.equal({
        abstain: "it answers 500: This service failed; its log says why",
      });
    });
  });
});
