import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { InputError } from "./inputError.ts";
import type { JobFile } from "./jobFile.ts";
import { readJson } from "./readJson.ts";

const FOLDER = join("examples", "jobs");

/** A parameter of a template. */
export interface TemplateParameter {
  /** `list` is written between commas, or as JSON. */
  readonly type: "text" | "number" | "list" | "json";
  readonly description: string;
  /** It must be given where there is none. */
  readonly default?: JsonValue;
}

/** A script with what it is run with, and the terms of its jobs unless somebody says otherwise. */
export interface JobTemplate {
  readonly name: string;
  readonly source: string;
  readonly title: string;
  readonly description: string;
  /** What the script returns, in words. */
  readonly output: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly job: Partial<JobFile>;
}

/**
 * Reads a template: a folder of `examples/jobs` by its name, or any folder by its path.
 *
 * @throws {InputError} when there is none.
 */
export function readTemplate(name: string): JobTemplate {
  const folder = [join(FOLDER, name), name].find((path) => existsSync(join(path, "template.json")));
  if (folder === undefined) throw new InputError(`There is no template "${name}"; there are ${known().join(", ")}.`);
  const template = readJson(join(folder, "template.json")) as Omit<JobTemplate, "name" | "source">;
  return { ...template, name, source: readFileSync(join(folder, "script.js"), "utf8") };
}

function known(): string[] {
  const entries = existsSync(FOLDER) ? readdirSync(FOLDER, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
