import { buildFulfillment } from "../../sdk/vrf/buildFulfillment.ts";
import { decodeRandomnessRequest } from "../../sdk/vrf/decodeRandomnessRequest.ts";
import type { VRF } from "../../typechain-types/@chainlink/contracts/src/v0.8/vrf/dev/VRFCoordinatorV2_5.ts";
import type { Bench } from "./createBench.ts";

const CONFIRMATIONS = 3;

/** What closing and answering a round cost, in gas. */
export interface RoundGas {
  readonly request: number;
  readonly fulfill: number;
}

/** Closes the open round with a real request, and answers it with a real proof. */
export async function answerRound(bench: Bench): Promise<RoundGas> {
  const { beacon, coordinator, overrides } = bench;
  const requested = await bench.mined(beacon.request(overrides));
  const log = requested.logs.find(({ address }) => address === coordinator.target);
  if (!log) throw new Error("The coordinator was not asked.");
  await bench.mine(CONFIRMATIONS);

  const request = decodeRandomnessRequest(log);
  const secretKey = bench.vrfSecretKey;
  const { proof, commitment } = buildFulfillment({ request, blockHash: log.blockHash, secretKey });
  const sending = coordinator.fulfillRandomWords(proof as unknown as VRF.ProofStruct, commitment, false, overrides);
  return { request: Number(requested.gasUsed), fulfill: await bench.gasOf(sending) };
}
