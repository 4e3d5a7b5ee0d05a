import { AbiCoder, concat, id, keccak256, type Log, TypedDataEncoder } from "ethers";

import { centerDomain } from "../../../sdk/attestation/centerDomain.ts";
import type { CenterReference } from "../../../sdk/attestation/centerReference.ts";

const TASK = id("Task(string proofOfTask,bytes data,address taskPerformer,uint16 taskDefinitionId)");
const DETAILS = "tuple(bool,uint64,uint8,uint8,uint256,bytes,bytes)";

/** The id of a task from the bytes of its submission's event, whether its proof is UTF-8 or not. */
export function rawTaskIdOf({ topics, data }: Log, center: CenterReference): string {
  const coder = AbiCoder.defaultAbiCoder();
  const [, , definition = "0x", performer = "0x"] = topics;
  const [, proofOfTask, taskData] = coder.decode(["address", "bytes", "bytes", DETAILS], data);
  const words = coder.encode(["bytes32", "bytes32", "bytes32"], [TASK, keccak256(proofOfTask), keccak256(taskData)]);
  const struct = keccak256(concat([words, performer, definition]));
  return keccak256(concat(["0x1901", TypedDataEncoder.hashDomain(centerDomain(center)), struct]));
}
