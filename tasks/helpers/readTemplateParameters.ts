import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { InputError } from "./inputError.ts";
import type { JobTemplate, TemplateParameter } from "./readTemplate.ts";
import { wordsOf } from "./wordsOf.ts";

/**
 * Reads what a template's script is run with from words of the form `name=value`; defaults fill the rest.
 *
 * @throws {InputError} when a word is malformed, the template has no such parameter, or one is missing.
 */
export function readTemplateParameters(
  { name: template, parameters }: JobTemplate,
  words: readonly string[],
): Record<string, JsonValue> {
  const given: Record<string, string> = {};
  for (const word of words) {
    const [, name = "", value = ""] = /^(\w+)=([\s\S]*)$/.exec(word) ?? [];
    if (!Object.hasOwn(parameters, name)) {
      throw new InputError(`${template} has no parameter "${name || word}". It has:\n${describe(parameters)}`);
    }
    given[name] = value;
  }
  const entries = Object.entries(parameters).map(([name, parameter]): [string, JsonValue] => {
    const text = given[name];
    const value = text === undefined ? parameter.default : valueOf(name, parameter, text);
    if (value === undefined) throw new InputError(`${template} needs --param ${name}=…: ${parameter.description}.`);
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function valueOf(name: string, { type }: TemplateParameter, text: string): JsonValue {
  if (type === "text") return text;
  if (type === "list" && !text.startsWith("[")) return wordsOf(text);
  if (type === "number" && !/^-?\d+(\.\d+)?$/.test(text)) throw new InputError(`${name} is a number, not "${text}".`);
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new InputError(`${name} is JSON, which "${text}" is not.`);
  }
}

function describe(parameters: JobTemplate["parameters"]): string {
  return Object.entries(parameters)
    .map(([name, { description, default: value }]) =>
      value === undefined ? `  ${name}: ${description}` : `  ${name}: ${description} (${JSON.stringify(value)})`,
    )
    .join("\n");
}
