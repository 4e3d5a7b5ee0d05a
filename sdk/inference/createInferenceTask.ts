import { type ContractTransactionReceipt, hexlify, keccak256, randomBytes, ZeroAddress } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { applicationKeysOf } from "./applicationKeysOf.ts";
import type { ApplicationSecrets } from "./applicationSecrets.ts";
import { emptyFile } from "./emptyFile.ts";
import { hashParametersCommitment } from "./hashParametersCommitment.ts";
import { hashTaskIdCommitment } from "./hashTaskIdCommitment.ts";
import type { InferenceOrder, InferenceTerms } from "./inferenceOrder.ts";
import type { InferenceTicket } from "./inferenceTicket.ts";
import { inferenceTypes } from "./inferenceTypes.ts";
import { keysStruct } from "./keysStruct.ts";
import { encodeParameters } from "./parameters/encodeParameters.ts";
import { modelsOf } from "./parameters/modelsOf.ts";
import type { TaskParameters } from "./parameters/taskParameters.ts";
import { termsStruct } from "./termsStruct.ts";

/** The beacon's rounds that a task pays for: one draws its node, the other chooses the chunks that are proven. */
const ENTRIES = 2n;
const DEFAULT_SIZE = 1n;
/** Gas for slots that turn out to be new when the open round is closed between the estimate and the block. */
const ROUND_GAS = 100_000n;
const TYPES = { image: inferenceTypes.Image, text: inferenceTypes.Text } as const;

/** What a node must be, and what it gets. */
export type InferenceDemand = Pick<InferenceTerms, "version" | "executionBlocks" | "fee" | "publishers"> &
  Partial<Pick<InferenceTerms, "minimumVram" | "requiredGpu" | "size" | "currency">>;

/** A task as an application wants it. */
export interface CreateInferenceTaskParameters extends WriteOptions {
  readonly secrets: ApplicationSecrets;
  /** What to compute. */
  readonly parameters: TaskParameters;
  readonly demand: InferenceDemand;
  /** What it shares with its siblings, 32 bytes of hex; fresh by default. */
  readonly guid?: string;
  /** `value`, the default, attaches the native part of the cost; `credit` takes it from credit in the Escrow. */
  readonly payFrom?: "value" | "credit";
}

/** The new task, with what only its creator knows. */
export interface CreateInferenceTaskReturnType {
  readonly ticket: InferenceTicket;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Creates an inference task of the account. Keep the ticket.
 *
 * @throws {ParametersMalformedError} when no node could compute them.
 * @throws {MusterError} `INFERENCE_NO_FEE`, `INFERENCE_UNKNOWN_KEYS`, `ESCROW_…` and others.
 */
export async function createInferenceTask(
  client: MusterClient,
  parameters: CreateInferenceTaskParameters,
): Promise<CreateInferenceTaskReturnType> {
  const { secrets, parameters: task, demand, guid = hexlify(randomBytes(32)), payFrom = "value" } = parameters;
  const creator = await signerOf(client).getAddress();
  const bytes = hexlify(encodeParameters(task));
  const salt = hexlify(randomBytes(32));
  const [{ lastNonce }, entryFee] = await readCall(async () =>
    Promise.all([client.inference.applicationOf(creator), client.beacon.entryFee()]),
  );
  const nonce = lastNonce + 1n;
  const terms: InferenceTerms = {
    taskType: TYPES[task.kind],
    taskIdCommitment: hashTaskIdCommitment({ guid, nonce }),
    nonce,
    models: modelsOf(task),
    minimumVram: 0n,
    requiredGpu: 0n,
    size: DEFAULT_SIZE,
    currency: ZeroAddress,
    ...demand,
    parametersCommitment: hashParametersCommitment({ parametersHash: keccak256(bytes), salt }),
  };
  const keys = applicationKeysOf(secrets);
  const native = ENTRIES * entryFee + (terms.currency === ZeroAddress ? terms.fee : 0n);
  const value = payFrom === "value" ? native : 0n;
  const receipt = await sendWrite(async () => {
    const { createTask } = client.inference;
    const given = { ...parameters.overrides, value };
    const gasLimit =
      given.gasLimit ?? (await createTask.estimateGas(termsStruct(terms), keysStruct(keys), given)) + ROUND_GAS;
    return createTask(termsStruct(terms), keysStruct(keys), { ...given, gasLimit });
  });

  const { id } = eventOf<{ id: string }>(receipt, client.inference.interface, "TaskCreated");
  const order: InferenceOrder = { terms, keys, creator, createdAt: BigInt(receipt.blockNumber) };
  return { ticket: { id, guid, salt, parameters: bytes, file: emptyFile(order) }, receipt };
}
