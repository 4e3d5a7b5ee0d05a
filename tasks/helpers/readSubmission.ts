import { readFileSync } from "node:fs";

import { hexlify, isHexString, toUtf8Bytes, ZeroAddress, ZeroHash } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { SubmitTaskParameters } from "../../sdk/dispatch/submitTask.ts";
import { suggestCallbackBudget } from "../../sdk/dispatch/suggestCallbackBudget.ts";
import {
  type CallbackRequest,
  NO_CALLBACK,
  ON_RESULTS_SELECTOR,
  PayoutPolicy,
  type ProofRequest,
  ProofType,
} from "../../sdk/dispatch/taskTerms.ts";
import { decodeResultSchema, encodeResultSchema, type SchemaKind } from "../../sdk/schema/resultSchema.ts";
import { InputError } from "./inputError.ts";
import { parseAmount } from "./parseAmount.ts";
import { parseInteger } from "./parseInteger.ts";

const CALLBACK_GAS = 200_000;
const FIELDS = [
  "pool",
  "runners",
  "payment",
  "currency",
  "policy",
  "types",
  "schema",
  "maxBytes",
  "validator",
  "proof",
  "verifier",
  "proofTerms",
  "definition",
  "definitionFile",
  "responseBlocks",
  "timeoutBlocks",
  "consumeBlocks",
  "commitBlocks",
  "revealBlocks",
  "callback",
  "callbackGas",
  "callbackBudget",
  "salt",
] as const;

type Field = (typeof FIELDS)[number];
type Fields = Readonly<Partial<Record<Field, string>>>;

/** What `dispatch:submit` takes, all of it as text. */
export type SubmissionArguments = { readonly [Name in Field]: string | undefined };

/**
 * Reads a submission from a JSON file, from options, or from both; an option counts more than the file.
 *
 * @throws {InputError} when something is missing or cannot be read.
 */
export async function readSubmission(
  client: MusterClient,
  { file, ...options }: SubmissionArguments & { readonly file: string | undefined },
): Promise<SubmitTaskParameters> {
  const given: Fields = { ...(file === undefined ? {} : readFields(file)), ...definedOf(options) };
  const integer = (name: Field): number | undefined => parseInteger(name, given[name]);
  const runners = integer("runners") ?? 1;
  const schema = schemaOf(given);

  return {
    pool: integer("pool") ?? missing("pool"),
    numRunners: runners,
    responseBlocks: integer("responseBlocks"),
    timeoutBlocks: integer("timeoutBlocks"),
    definition: definitionOf(given),
    terms: {
      schema,
      paymentPerRunner: parseAmount(given.payment ?? missing("payment")),
      callback: await callbackOf(client, given, runners, Number(decodeResultSchema(schema).maxBytes)),
      ...definedOf({
        salt: given.salt,
        currency: given.currency,
        payoutPolicy: given.policy === undefined ? undefined : policyOf(given.policy),
        schemaValidator: given.validator,
        proof: given.proof === undefined ? undefined : proofOf(given, given.proof),
        consumeBlocks: integer("consumeBlocks"),
        commitBlocks: integer("commitBlocks"),
        revealBlocks: integer("revealBlocks"),
      }),
    },
  };
}

/** The fields of the file, where numbers and lists may be written as such. */
function readFields(file: string): Fields {
  const entries = Object.entries(parseFile(file));
  const unknown = entries.find(([name]) => !FIELDS.some((field) => field === name));
  if (unknown) throw new InputError(`${file} has a field ${unknown[0]}; there are ${FIELDS.join(", ")}.`);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

function parseFile(file: string): object {
  const text = readText(file);
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return fields;
  } catch (cause) {
    throw new InputError(`${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  throw new InputError(`${file} holds no JSON object.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new InputError(`${file} cannot be read.`);
  }
}

function schemaOf({ types = "uint256", schema, maxBytes }: Fields): string {
  const names = types.split(",").map((type) => type.trim());
  const hasTails = names.some((type) => /\[\]$|^bytes$|^string$/.test(type));
  const kind = (schema ?? (hasTails ? "TailedAbi" : "StaticAbi")) as SchemaKind;
  const hasTypes = kind === "StaticAbi" || kind === "TailedAbi";
  const limit = parseInteger("max-bytes", maxBytes);
  return encodeResultSchema({
    kind,
    ...(hasTypes ? { types: names } : {}),
    ...(limit === undefined ? {} : { maxBytes: BigInt(limit) }),
  });
}

function definitionOf({ definition, definitionFile }: Fields): string {
  const text = definitionFile === undefined ? (definition ?? "") : readText(definitionFile);
  return isHexString(text) ? text : hexlify(toUtf8Bytes(text));
}

function policyOf(name: string): number {
  const policy = Object.entries(PayoutPolicy).find(([known]) => known === name);
  if (!policy) throw new InputError(`--policy is ${Object.keys(PayoutPolicy).join(", ")}, not "${name}".`);
  return policy[1];
}

function proofOf({ verifier = ZeroAddress, proofTerms = ZeroHash }: Fields, name: string): ProofRequest {
  const type = Object.entries(ProofType).find(([known]) => known === name);
  if (!type) throw new InputError(`--proof is ${Object.keys(ProofType).join(", ")}, not "${name}".`);
  if (!isHexString(proofTerms, 32)) throw new InputError(`--proof-terms are 32 bytes of hex, not "${proofTerms}".`);
  return { proofType: type[1], verifier, termsHash: proofTerms };
}

async function callbackOf(
  client: MusterClient,
  { callback: target = ZeroAddress, callbackGas, callbackBudget }: Fields,
  numRunners: number,
  maxResultBytes: number,
): Promise<CallbackRequest> {
  if (target === ZeroAddress) return NO_CALLBACK;
  const gasLimit = parseInteger("callback-gas", callbackGas) ?? CALLBACK_GAS;
  const { maxTip, budget } = await suggestCallbackBudget(client, { gasLimit, numRunners, maxResultBytes });
  return {
    target,
    selector: ON_RESULTS_SELECTOR,
    gasLimit,
    maxTip,
    budget: callbackBudget === undefined ? budget : parseAmount(callbackBudget),
  };
}

/** Without the fields that were left out. */
function definedOf<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<Value>;
}

function missing(name: Field): never {
  throw new InputError(`A task needs --${name}, or the field ${name} in its file.`);
}
