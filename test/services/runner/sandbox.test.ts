import { expect } from "chai";

import { executeProgram } from "../../../services/runner/sandbox/executeProgram.ts";
import { ProgramFailedError } from "../../../services/runner/sandbox/programFailedError.ts";
import type { ProgramLimits } from "../../../services/runner/sandbox/programLimits.ts";
import { defaults } from "../../helpers/defaults.ts";

const patient: ProgramLimits = defaults.patientLimits;
const hurried: ProgramLimits = defaults.programLimits;

describe("executeProgram", () => {
  const run = (source: string, limits = patient) => executeProgram({ source, input: { a: 1 }, data: "text", limits });

  /** The failure that a program ends with. */
  async function failureOf(source: string, limits = patient): Promise<string> {
    const error: unknown = await run(source, limits).then(
      (value) => expect.fail(`The program returned ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ProgramFailedError);
    return (error as ProgramFailedError).failure;
  }

  it("gives main its input and its data", async () => {
    expect(await run("function main(input, data) { return [input.a + 1, data]; }")).to.deep.equal([2, "text"]);
  });

  it("returns large integers as decimal text", async () => {
    expect(await run("const main = () => 10n ** 30n;")).to.equal((10n ** 30n).toString());
  });

  it("hides network, files, processes, clocks and dice", async () => {
    const names = ["fetch", "require", "process", "console", "Date", "Math.random", "setTimeout", "performance"];
    const source = `const main = () => [${names.map((name) => `typeof ${name}`).join(", ")}];`;

    expect(await run(source)).to.deep.equal(names.map(() => "undefined"));
  });

  it("hides the host behind constructors", async () => {
    const source = `const main = () => typeof main.constructor.constructor("return this")().process;`;

    expect(await run(source)).to.equal("undefined");
  });

  it("ends an endless loop", async () => {
    expect(await failureOf("const main = () => { for (;;); };", hurried)).to.equal("timeLimit");
  });

  it("ends an endless loop outside main", async () => {
    expect(await failureOf("for (;;);", hurried)).to.equal("timeLimit");
  });

  it("ends a loop that catches its own end", async () => {
    const source = "const main = () => { try { for (;;); } catch {} finally { return 1; } };";

    expect(await failureOf(source, hurried)).to.equal("timeLimit");
  });

  it("ends a regular expression that explodes", async () => {
    const source = `const main = () => /(a+)+$/.test("a".repeat(40) + "b");`;

    expect(await failureOf(source, hurried)).to.equal("timeLimit");
  });

  it("ends a program that hoards memory", async () => {
    const source = "const main = () => { const hoard = []; for (;;) hoard.push(new Uint8Array(1_000_000)); };";

    expect(await failureOf(source)).to.equal("memoryLimit");
  });

  it("ends a program that hoards texts, of which the interpreter cannot tell the size", async () => {
    const source = `const main = () => {
      const hoard = [];
      for (let i = 0; i < 64; i++) hoard.push("a".repeat(1_000_000) + i);
      return hoard.length;
    };`;

    expect(await failureOf(source)).to.equal("memoryLimit");
  });

  it("ends a program that holds more than its limit when it ends", async () => {
    const source = (bytes: number) => `const hoard = new Uint8Array(${bytes}); const main = () => hoard.length;`;
    const { memoryBytes } = patient;

    expect(await run(source(memoryBytes / 2))).to.equal(memoryBytes / 2);
    expect(await failureOf(source(memoryBytes))).to.equal("memoryLimit");
  });

  it("ends a recursion without an end", async () => {
    expect(await failureOf("const main = () => main();")).to.equal("threw");
  });

  it("refuses a result that is too long", async () => {
    const source = `const main = () => "a".repeat(${patient.resultChars});`;

    expect(await failureOf(source)).to.equal("resultLimit");
  });

  it("tells of a program that throws", async () => {
    expect(await failureOf(`const main = () => { throw new TypeError("no"); };`)).to.equal("threw");
  });

  it("tells of a program that does not compile", async () => {
    expect(await failureOf("const const;")).to.equal("threw");
  });

  it("tells of a program without main", async () => {
    expect(await failureOf("const other = 1;")).to.equal("noMain");
  });

  for (const [name, source] of [
    ["a promise", "async function main() { return 1; }"],
    ["undefined", "function main() {}"],
    ["a function", "const main = () => main;"],
  ] as const) {
    it(`refuses ${name} as a result`, async () => {
      expect(await failureOf(source)).to.equal("noResult");
    });
  }

  it("stops when it is called off", async () => {
    const stopping = new AbortController();
    const source = "const main = () => { for (;;); };";
    const failed = executeProgram({ source, input: null, limits: patient }, stopping.signal).catch(
      (error: unknown) => error,
    );
    stopping.abort();

    expect(await failed).to.include({ code: "PROGRAM_FAILED", failure: "stopped" });
  });
});
