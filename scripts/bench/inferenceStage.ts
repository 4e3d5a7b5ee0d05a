import { hexlify, id, type Log, toBeHex, toQuantity, ZeroAddress, ZeroHash } from "ethers";

import { blobKinds } from "../../sdk/availability/blob.ts";
import { decodePoint } from "../../sdk/cipher/decodePoint.ts";
import { eighthOfKey } from "../../sdk/cipher/eighthOfKey.ts";
import { applicationKeysOf } from "../../sdk/inference/applicationKeysOf.ts";
import type { ApplicationKeys } from "../../sdk/inference/inferenceOrder.ts";
import { keysStruct } from "../../sdk/inference/keysStruct.ts";
import { encryptionOperatorKey } from "../../sdk/registry/encryptionOperatorKey.ts";
import type { Bench } from "./createBench.ts";

/** As many as fit the gas cap of one transaction. */
const BATCH = 25;
/** The pool's minimum is an ether, and from two on more stake is no more weight: nodes weigh from 95 to 191 of 255. */
const STAKES = [10n ** 18n, 15n * 10n ** 17n, 2n * 10n ** 18n, 3n * 10n ** 18n] as const;
const RICHES = 10n ** 24n;
/** Classes of graphics cards: the nodes share the first two, and those that are waited for have the third. */
const CARDS = [12, 24, 80] as const;

/** Nodes of every size have this version. */
export const NODE_VERSION = 0x010203n;
/** What the tasks run, and the nodes hold. */
export const MODEL = id("muster.bench.model");
/** The class of which the queue's node is the only one. */
export const RARE_CARD = 2;

/** The inference market with an application, and nodes that can send transactions. */
export interface InferenceStage {
  readonly bench: Bench;
  readonly keys: ApplicationKeys;
  readonly vrfSecretKey: bigint;
  /** Hex, 64 bytes. */
  readonly encryptionKey: string;
  /** Controllers by operator. */
  readonly nodes: ReadonlyMap<number, string>;
  /** Makes nodes of a class of cards; returns their operators. */
  addNodes(count: number, gpu: number): Promise<number[]>;
  /** Puts parameters on the chain and reports them. */
  feed(task: string, file: object): Promise<void>;
}

/** Registers the application, the classes of cards, and what the market may hold. */
export async function openInference(bench: Bench): Promise<InferenceStage> {
  const { inference, escrow, registry, availability, actor, governor, connection, overrides } = bench;
  const vrfSecretKey = BigInt(id("muster.bench.sampling")) >> 8n;
  const encryptionSecret = secretOf("muster.bench.application");
  const keys = applicationKeysOf({ vrfSecretKey, encryptionSecret });
  for (const [gpu, vram] of CARDS.entries()) await bench.mined(inference.addGpu(`card ${gpu}`, vram, overrides));
  const { x, y } = decodePoint(eighthOfKey(encryptionSecret));
  await bench.mined(inference.connect(actor).registerApplication(keysStruct(keys), [x, y], overrides));
  await bench.mined(escrow.connect(actor).approveMarket(inference, true, overrides));

  // Ten thousand stakes are more than an account has at first.
  await connection.provider.request({ method: "hardhat_setBalance", params: [governor.address, toQuantity(RICHES)] });
  const filler = await connection.ethers.deployContract("NodeFiller");
  const nodes = new Map<number, string>();
  const nodeKeys = [encryptionOperatorKey(secretOf("muster.bench.node"))];
  const encryptionKey = encryptionOperatorKey(encryptionSecret).key;
  return { bench, keys, vrfSecretKey, encryptionKey, nodes, addNodes, feed };

  async function addNodes(count: number, gpu: number): Promise<number[]> {
    const made: number[] = [];
    // Few nodes have different stakes as well.
    const most = Math.min(BATCH, Math.ceil(count / STAKES.length));
    for (let round = 0; made.length < count; round++) {
      const batch = Math.min(most, count - made.length);
      const first = Number(await registry.operatorCount()) + 1;
      const parts = [registry, inference, nodeKeys, gpu, NODE_VERSION, [MODEL], batch];
      const stake = STAKES[round % STAKES.length] as bigint;
      const sending = filler.getFunction("fill")(...parts, { ...overrides, value: stake * BigInt(batch) });
      const { logs } = await bench.mined(sending);
      for (const [index, holder] of logs.flatMap((log) => holderOf(log)).entries()) {
        nodes.set(first + index, holder);
        made.push(first + index);
      }
    }
    return made;
  }

  function holderOf(log: Log): string[] {
    return log.address === filler.target ? [String(filler.interface.parseLog(log)?.args.holder)] : [];
  }

  async function feed(task: string, file: object): Promise<void> {
    const market = String(inference.target);
    const publishing = availability.connect(governor);
    await bench.mined(publishing.publishBytes(blobKinds.Parameters, market, task, task, overrides));
    const dataHash = await availability.hashOf(blobKinds.Parameters, task);
    const inclusion = { publisher: ZeroAddress, root: ZeroHash, dataHash, size: 32n, proof: [] };
    const byCreator = inference.connect(actor);
    await bench.mined(byCreator.reportParametersUploaded(task, file as never, inclusion, "0x", overrides));
  }
}

function secretOf(name: string): string {
  return hexlify(toBeHex(BigInt(id(name)) >> 8n, 32));
}
