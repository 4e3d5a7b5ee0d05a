import { AbiCoder, type EventFragment, type Log, ParamType, toUtf8String, Utf8ErrorFuncs } from "ethers";

import { AttestationCenter__factory } from "../../typechain-types/index.ts";
import { plainFields } from "../client/plainValue.ts";
import type { AttestationEvent } from "./attestationEvent.ts";

const centerInterface = AttestationCenter__factory.createInterface();
const SUBJECTS = ["id", "taskDefinitionId"];
const fragments = new Map<string, EventFragment>();
centerInterface.forEachEvent((fragment) => fragments.set(fragment.topicHash, fragment));

/** Reads a log of the center; `undefined` when it tells neither of a task nor of a definition. */
export function decodeAttestationEvent(log: Log): AttestationEvent | undefined {
  const fragment = fragments.get(log.topics[0] ?? "");
  if (!fragment || !SUBJECTS.includes(fragment.inputs[0]?.name ?? "")) return undefined;

  const { blockNumber: block, blockHash, transactionHash, index: logIndex } = log;
  const fields = fieldsOf(fragment, log);
  const { name: definitionName, ...others } = fields;
  const plain = definitionName === undefined ? fields : { ...others, definitionName };
  // The types of `AttestationEvent` are those of the contract's events, one to one.
  return {
    name: fragment.name,
    block,
    blockHash,
    transactionHash,
    logIndex,
    ...plain,
  } as unknown as AttestationEvent;
}

/** Text on a chain need not be UTF-8, and whoever wrote it must not stop its readers. */
function fieldsOf({ inputs }: EventFragment, { topics, data }: Log): Record<string, unknown> {
  const isText = ({ baseType }: ParamType) => baseType === "string";
  const indexed = inputs.filter((input) => input.indexed);
  const inData = inputs.filter((input) => !input.indexed);
  const read = inData.map((input) => (isText(input) ? ParamType.from({ name: input.name, type: "bytes" }) : input));
  const coder = AbiCoder.defaultAbiCoder();
  const keys = indexed.flatMap((input, index) => [...coder.decode([input], topics[index + 1] ?? "0x")]);
  const values = { ...plainFields(indexed, keys), ...plainFields(read, coder.decode(read, data)) };
  for (const { name } of inData.filter(isText)) {
    values[name] = toUtf8String(values[name] as string, Utf8ErrorFuncs.replace);
  }
  return values;
}
