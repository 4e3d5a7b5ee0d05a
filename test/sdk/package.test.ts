import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { listFiles } from "../../scripts/checks/listFiles.ts";
import { taskIdOf } from "../../sdk/dispatch/taskIdOf.ts";
import { buildTerms } from "../../sdk/dispatch/taskTerms.ts";
import { suiteInterface } from "../../sdk/errors/suiteInterface.ts";
import { Dispatcher__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";

const run = promisify(execFile);
const root = process.cwd();
const tsc = join(root, "node_modules/typescript/bin/tsc");
const chainId = 1;

/** Builds and packs the package as it would be published, and unpacks it into the `node_modules` of a project. */
async function installPackage(project: string): Promise<void> {
  const stage = join(project, "stage");
  mkdirSync(stage);
  for (const file of ["package.json", ".gitignore", "README.md", "LICENSE"])
    cpSync(join(root, file), join(stage, file));
  await run(process.execPath, [tsc, "--project", join(root, "tsconfig.sdk.json"), "--outDir", join(stage, "dist")]);
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", project], { cwd: stage });
  const { name, version, dependencies } = JSON.parse(readFileSync(join(stage, "package.json"), "utf8"));

  const modules = join(project, "node_modules");
  mkdirSync(join(modules, name), { recursive: true });
  await run("tar", ["-xzf", `${name}-${version}.tgz`, "-C", join(modules, name), "--strip-components", "1"], {
    cwd: project,
  });
  // What is needed for development only is not there.
  for (const dependency of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true });
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency));
  }
}

describe("the package", () => {
  let project: string;

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "muster-package-"));
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
    await installPackage(project);
  });

  after(() => {
    rmSync(project, { recursive: true });
  });

  /** What a program of the project prints, as JSON; nothing strips or compiles anything for it. */
  async function runProgram(...lines: string[]): Promise<unknown> {
    writeFileSync(join(project, "program.js"), lines.join("\n"));
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: project, env: {} });
    return JSON.parse(stdout);
  }

  it("holds compiled code with its types, and nothing else", () => {
    const files = listFiles(join(project, "node_modules/muster"), ".", "");
    const isExpected = /^(package\.json|README\.md|LICENSE|dist\/(sdk|typechain-types)\/.*\.(js|d\.ts))$/;

    expect(files.filter((file) => !isExpected.test(file))).to.deep.equal([]);
    expect(files).to.include.members(["dist/sdk/client/musterClient.js", "dist/sdk/client/musterClient.d.ts"]);
  });

  it("lets every module of the SDK be imported by its path", async () => {
    const sources = listFiles(root, "sdk", ".ts").filter((file) => !file.endsWith(".d.ts"));
    const modules = sources.map((file) => file.replace(/^sdk\/(.*)\.ts$/, "muster/$1"));

    const names = await runProgram(
      `const modules = await Promise.all(${JSON.stringify(modules)}.map((name) => import(name)));`,
      "console.log(JSON.stringify(modules.flatMap((module) => Object.keys(module))));",
    );

    expect(names).to.include.members(["createMusterClient", "submitTask", "readTask", "watchTasks", "taskIdOf"]);
  });

  it("computes ids and reads reverts in plain Node as the source does", async () => {
    const { paymentPerRunner, schema } = defaults;
    const terms = buildTerms({ actor: ZeroAddress, paymentPerRunner, schema, salt: ZeroHash });
    const data = suiteInterface.encodeErrorResult("RosterUnknownPool", [7]);

    const printed = await runProgram(
      'import { taskIdOf } from "muster/dispatch/taskIdOf";',
      'import { buildTerms } from "muster/dispatch/taskTerms";',
      'import { decodeError } from "muster/errors/decodeError";',
      'import { Dispatcher__factory } from "muster/typechain-types";',
      `const [dispatcher, schema, salt] = ${JSON.stringify([ZeroAddress, schema, ZeroHash])};`,
      `const terms = buildTerms({ actor: dispatcher, paymentPerRunner: ${paymentPerRunner}n, schema, salt });`,
      `const id = taskIdOf({ chainId: ${chainId}, dispatcher, terms });`,
      `const { name } = decodeError({ data: "${data}" });`,
      'const { selector } = Dispatcher__factory.createInterface().getFunction("submitTask");',
      "console.log(JSON.stringify({ id, name, selector }));",
    );

    expect(printed).to.deep.equal({
      id: taskIdOf({ chainId, dispatcher: ZeroAddress, terms }),
      name: "RosterUnknownPool",
      selector: Dispatcher__factory.createInterface().getFunction("submitTask").selector,
    });
  });

  it("tells TypeScript what its functions take and return", async () => {
    const lines = [
      'import type { MusterClient } from "muster/client/musterClient";',
      'import { taskIdOf } from "muster/dispatch/taskIdOf";',
      'import { readTask } from "muster/dispatch/readTask";',
      "export const statusOf = async (client: MusterClient): Promise<bigint> =>",
      '  client.dispatcher.statusOf((await readTask(client, { id: "" })).id);',
      "// @ts-expect-error An id is made of three parts.",
      "export const bad = taskIdOf({ chainId: 1 });",
      "// @ts-expect-error The Dispatcher has no such function.",
      "export const worse = (client: MusterClient): unknown => client.dispatcher.nothing();",
    ];
    writeFileSync(join(project, "program.ts"), lines.join("\n"));
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];

    const { stdout } = await run(process.execPath, [tsc, ...options, "program.ts"], { cwd: project });

    expect(stdout).to.equal("");
  });
});
