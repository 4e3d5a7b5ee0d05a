import { isModelId } from "../models/isModelId.ts";
import { ParametersMalformedError } from "./parametersMalformedError.ts";
import type { TaskParameters } from "./taskParameters.ts";

interface Field {
  readonly isOptional?: boolean;
  readonly isValid: (value: unknown) => boolean;
  readonly words: string;
}

const MAX_PROMPT_CHARACTERS = 2_000;

/** Half of a character, which UTF-8 has no bytes for. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const wholeNumber = (from: number, to: number): Field => ({
  isValid: (value) =>
    Number.isSafeInteger(value) && !Object.is(value, -0) && Number(value) >= from && Number(value) <= to,
  words: `it must be a whole number from ${from} to ${to}`,
});

const modelId: Field = { isValid: isModelId, words: "it must be the id of a model" };

const prompt: Field = {
  isValid: (value) =>
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= MAX_PROMPT_CHARACTERS &&
    !LONE_SURROGATE.test(value),
  words: `it must be text of 1 to ${MAX_PROMPT_CHARACTERS} characters`,
};

const common = {
  kind: { isValid: () => true, words: "" },
  baseModel: modelId,
  adapter: { ...modelId, isOptional: true },
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
};

const kinds: Readonly<Record<TaskParameters["kind"], Readonly<Record<string, Field>>>> = {
  image: { ...common, label: wholeNumber(0, 9), numImages: wholeNumber(1, 16) },
  text: { ...common, prompt, numLetters: wholeNumber(1, 4_000), temperature: wholeNumber(0, 2_000) },
};

/**
 * Says that a value is task parameters.
 *
 * @throws ParametersMalformedError for the first field that is missing, wrong or unknown.
 */
export function validateParameters(value: unknown): asserts value is TaskParameters {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ParametersMalformedError(undefined, "they must be an object");
  }
  const given = value as Record<string, unknown>;
  const { kind } = given;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    throw new ParametersMalformedError("kind", `it must be one of ${Object.keys(kinds).join(", ")}`);
  }
  const fields = kinds[kind as TaskParameters["kind"]];
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw new ParametersMalformedError(unknown, "nobody knows it");
  for (const [name, { isOptional, isValid, words }] of Object.entries(fields)) {
    const isMissing = given[name] === undefined;
    if (isMissing ? isOptional !== true : !isValid(given[name])) throw new ParametersMalformedError(name, words);
  }
}
