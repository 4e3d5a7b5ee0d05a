import { expect } from "chai";
import { AbiCoder, hexlify, id, keccak256, sha256, toUtf8Bytes, toUtf8String } from "ethers";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { interpretScript } from "../../../../services/operator/jobs/sandbox/interpretScript.ts";
import { isPublicAddress } from "../../../../services/operator/jobs/sandbox/isPublicAddress.ts";
import { LimitExceededError, type LimitKind } from "../../../../services/operator/jobs/sandbox/limitExceededError.ts";
import type { requestOnce } from "../../../../services/operator/jobs/sandbox/requestOnce.ts";
import { runScript } from "../../../../services/operator/jobs/sandbox/runScript.ts";
import { ScriptFailedError } from "../../../../services/operator/jobs/sandbox/scriptFailedError.ts";
import type { ScriptLimits } from "../../../../services/operator/jobs/sandbox/scriptLimits.ts";
import type { ScriptRun } from "../../../../services/operator/jobs/sandbox/scriptRun.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const limits: ScriptLimits = defaults.scriptLimits;
const hurried: Partial<ScriptLimits> = { durationMs: defaults.scriptHurryMs };
const job = { id: id("job"), slot: 1, execution: 4, parameters: { city: "Zürich" } };

/** A run of a script, with more or other limits. */
function runOf(source: string, changes: Partial<ScriptLimits> = {}, others: Partial<ScriptRun> = {}): ScriptRun {
  const world = { job, environment: { TOKEN: "secret" }, storage: {}, allowsPrivateNetwork: true };
  return { source, ...world, limits: { ...limits, ...changes }, ...others };
}

/** A clock that stands, and moves when it is told to. */
function createClock() {
  let time = 0;
  return { now: () => time, advance: (milliseconds: number) => (time += milliseconds) };
}

const clock = createClock();
/** A network that answers everything at once, while `clock` moves on by what the body says. */
const quietNetwork: typeof requestOnce = ({ body }) => {
  clock.advance(Number(Buffer.from(body ?? []).toString()));
  return Promise.resolve({ status: 200, headers: {}, body: new Uint8Array() });
};
const inThread = (run: ScriptRun) => interpretScript(run, { now: clock.now, send: quietNetwork });

/** What the script gives, as text. */
async function outputOf(source: string, changes: Partial<ScriptLimits> = {}, others: Partial<ScriptRun> = {}) {
  const outcome = await interpretScript(runOf(source, changes, others));
  if (!("result" in outcome)) return expect.fail(JSON.stringify(outcome));
  return toUtf8String(outcome.result.output);
}

/** The excess that a run ends with. */
async function excessOf(source: string, changes: Partial<ScriptLimits> = {}) {
  const outcome = await interpretScript(runOf(source, changes));
  return "excess" in outcome ? outcome.excess : expect.fail(JSON.stringify(outcome));
}

async function failureOf(source: string, changes: Partial<ScriptLimits> = {}) {
  const outcome = await interpretScript(runOf(source, changes));
  return "failure" in outcome ? outcome : expect.fail(JSON.stringify(outcome));
}

describe("the sandbox of jobs", () => {
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === "/redirect") return response.writeHead(302, { location: "/weather" }).end();
      if (request.url === "/large") return response.end("x".repeat(limits.responseBytes + 1));
      if (request.url === "/full") return response.end("x".repeat(limits.responseBytes));
      if (request.url === "/silent") return undefined;
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, headers } = request;
        const answer = {
          method,
          token: headers["x-token"],
          host: headers.host,
          body: Buffer.concat(chunks).toString(),
        };
        response.setHeader("x-kind", "weather").end(JSON.stringify(answer));
      });
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  describe("what a script sees", () => {
    it("gives it its job and its secrets", async () => {
      const source = `const main = ({ job, environment }) => [job, environment.TOKEN];`;
      expect(JSON.parse(await outputOf(source, { outputBytes: 500 }))).to.deep.equal([job, "secret"]);
    });

    it("takes text, bytes of any kind and JSON as the result", async () => {
      expect(await outputOf(`const main = () => "text";`)).to.equal("text");
      expect(await outputOf(`const main = () => new Uint8Array([0, 65, 66]).subarray(1);`)).to.equal("AB");
      expect(await outputOf(`const main = async () => new Uint8Array([67]).buffer;`)).to.equal("C");
      expect(await outputOf(`const main = () => ({ wei: 10n ** 18n });`)).to.equal(`{"wei":"1000000000000000000"}`);
    });

    it("hashes and encodes as the chain does", async () => {
      const run = (call: string) => interpretScript(runOf(`const main = (muster) => ${call};`));
      const values = AbiCoder.defaultAbiCoder().encode(["uint256", "string"], [7n, "ü"]);
      for (const [call, expected] of [
        [`muster.sha256("ü")`, sha256(toUtf8Bytes("ü"))],
        [`muster.keccak256(new Uint8Array([1, 2]))`, keccak256("0x0102")],
        [`muster.encodeAbi(["uint256", "string"], [7n, "ü"])`, values],
        [`muster.decodeText(muster.encodeText("ü"))`, hexlify(toUtf8Bytes("ü"))],
      ] as const) {
        const outcome = await run(call);
        expect("result" in outcome && hexlify(outcome.result.output)).to.equal(expected);
      }
    });

    it("asks the network with its method, headers and body", async () => {
      const source = `async function main() {
        const answer = await fetch("${url}/weather", { method: "POST", headers: { "x-token": muster.environment.TOKEN,
          host: "elsewhere" }, body: "sun?" });
        return { status: answer.status, ok: answer.ok, kind: answer.headers["x-kind"], ...(await answer.json()) };
      }`;
      expect(JSON.parse(await outputOf(source, { outputBytes: 500 }))).to.deep.equal({
        status: 200,
        ok: true,
        kind: "weather",
        method: "POST",
        token: "secret",
        host: url.slice(7),
        body: "sun?",
      });
    });

    it("finds in its storage what an earlier execution left", async () => {
      const source = `function main({ storage }) {
        storage.set("count", Number(storage.get("count") ?? 0) + 1);
        storage.remove("old");
        return storage.keys();
      }`;
      const outcome = await interpretScript(runOf(source, {}, { storage: { count: "2", old: "x" } }));
      expect("result" in outcome && outcome.result.storage).to.deep.equal({ count: "3" });
      expect("result" in outcome && outcome.result.usage.storageBytes).to.equal(6);
    });

    it("prints as much as its log holds", async () => {
      const source = `const main = () => { console.log("a", { b: 1 }); muster.log("x".repeat(100)); return "" };`;
      const outcome = await interpretScript(runOf(source));
      expect("result" in outcome && outcome.result.logs).to.deep.equal([`a {"b":1}`]);
    });

    it("hides files, processes and timers, and the host behind constructors", async () => {
      const names = ["require", "process", "setTimeout", "host", "Buffer", "WebAssembly"];
      const source = `const main = ({ fetch, log }) => [${names.map((name) => `typeof ${name}`).join(", ")},
        typeof fetch.constructor("return this")().process, typeof log.constructor("return this")().process];`;
      const expected = [...names, "", ""].map(() => "undefined");
      expect(JSON.parse(await outputOf(source, { outputBytes: 500 }))).to.deep.equal(expected);
    });
  });

  describe("limits, at and one over", () => {
    /** A script, and how to give it what it takes and one less. */
    const boundaries: [LimitKind, string, number, keyof ScriptLimits][] = [
      [
        "networkRequests",
        `async function main() { for (let i = 0; i < 3; ++i) await fetch("http://a"); return ""; }`,
        3,
        "networkRequests",
      ],
      [
        "storage",
        `const main = ({ storage }) => { storage.set("kü", "v".repeat(60)); return ""; };`,
        63,
        "storageBytes",
      ],
      ["output", `const main = () => "ü".repeat(50);`, 100, "outputBytes"],
      ["output", `const main = () => new Uint8Array(100);`, 100, "outputBytes"],
      [
        "duration",
        `const main = async () => { await fetch("http://a", { body: "777" }); return ""; };`,
        777,
        "durationMs",
      ],
    ];
    for (const [kind, source, used, name] of boundaries) {
      it(`allows exactly as much of ${kind} as the limit, by ${source.slice(0, 60)}`, async () => {
        expect(await inThread(runOf(source, { [name]: used }))).to.have.property("result");
      });

      it(`ends one unit over the limit of ${kind}, by ${source.slice(0, 60)}`, async () => {
        const outcome = await inThread(runOf(source, { [name]: used - 1 }));
        expect(outcome).to.deep.equal({ excess: { kind, used, limit: used - 1 } });
      });
    }

    it("allows exactly as much memory as the limit, and not a byte less", async () => {
      const source = `globalThis.held = new Uint8Array(1_000_000); const main = () => String(held.length);`;
      const run = (memoryBytes: number) => inThread(runOf(source, { memoryBytes }));
      let [fails, passes] = [1_000_000, 2_000_000];
      while (passes - fails > 1) {
        const middle = Math.floor((fails + passes) / 2);
        if ("result" in (await run(middle))) passes = middle;
        else fails = middle;
      }
      expect(await run(passes)).to.have.property("result");
      expect(await run(fails)).to.deep.equal({ excess: { kind: "memory", used: passes, limit: fails } });
      expect(passes - 1_000_000).to.be.lessThan(100_000);
    });

    it("counts a key's bytes once, and gives back what is removed or replaced", async () => {
      const source = `function main({ storage }) {
        storage.set("k", "v".repeat(63));
        storage.set("k", "w".repeat(63));
        storage.remove("k");
        storage.remove("k");
        storage.set("l", "v".repeat(63));
        return "";
      }`;
      expect(await inThread(runOf(source))).to.have.property("result");
    });

    it("counts requests that fail", async () => {
      const source = `async function main() {
        for (let i = 0; i < 4; ++i) { try { await fetch("ftp://nowhere"); } catch {} }
        return "";
      }`;
      expect(await excessOf(source)).to.deep.equal({ kind: "networkRequests", used: 4, limit: 3 });
    });

    it("lets no script catch its way around a limit", async () => {
      const source = `async function main({ storage }) {
        try { storage.set("k", "v".repeat(100)); } catch {}
        try { storage.remove("k"); } catch {}
        return "went on";
      }`;
      expect(await excessOf(source)).to.deep.equal({ kind: "storage", used: 101, limit: 64 });
    });

    it("throws errors that say kind, use and limit", async () => {
      const error = await rejectionOf(runScript(runOf(`const main = () => "x".repeat(200);`)));
      expect(error).to.be.instanceOf(LimitExceededError);
      expect(error).to.include({ code: "LIMIT_EXCEEDED", kind: "output", used: 200, limit: 128 });
    });
  });

  describe("hostile scripts", () => {
    const endless: [string, string][] = [
      ["an endless loop", `const main = () => { for (;;); };`],
      ["an endless loop outside main", `for (;;); const main = () => "";`],
      ["a loop that catches its own end", `const main = () => { for (;;) { try { for (;;); } catch {} } };`],
      [
        "a storm of promises",
        `const storm = () => void Promise.resolve().then(storm); const main = () => new Promise(storm);`,
      ],
      ["a loop in a getter of what it throws", `const main = () => { throw { get message() { for (;;); } }; };`],
      ["a thenable that never settles", `const main = () => ({ then() { for (;;); } });`],
      ["a toJSON that never returns", `const main = () => ({ toJSON() { for (;;); } });`],
    ];
    for (const [what, source] of endless) {
      it(`ends ${what}`, async () => {
        const { kind, limit } = await excessOf(source, hurried);
        expect({ kind, limit }).to.deep.equal({ kind: "duration", limit: defaults.scriptHurryMs });
      });
    }

    it("ends a wait for a server that does not answer", async () => {
      const source = `const main = async () => (await fetch("${url}/silent")).text();`;
      expect((await excessOf(source, hurried)).kind).to.equal("duration");
    });

    it("tells a script of a request that takes too long", async () => {
      const source = `const main = () => fetch("${url}/silent").catch((error) => error.message);`;
      expect(await outputOf(source, { requestTimeoutMs: 100 })).to.equal("the request timed out");
    });

    const bombs: [string, string][] = [
      [
        "a bomb of arrays",
        `const main = () => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); };`,
      ],
      ["a bomb of text", `const main = () => { const all = []; for (;;) all.push("x".repeat(1000) + all.length); };`],
      ["one large buffer", `const main = () => new ArrayBuffer(1_000_000_000).byteLength;`],
    ];
    for (const [what, source] of bombs) {
      it(`ends ${what}`, async () => {
        const { kind, used, limit } = await excessOf(source);
        expect({ kind, limit }).to.deep.equal({ kind: "memory", limit: limits.memoryBytes });
        expect(used).to.be.greaterThan(limit);
      });
    }

    it("ends a bomb of bytes that the host makes", async () => {
      const source = `const main = ({ encodeText }) => { const all = []; for (;;) all.push(encodeText("x".repeat(1e6))); };`;
      expect((await excessOf(source)).kind).to.equal("memory");
    });

    it("fails on endless recursion, and lives", async () => {
      const error = await rejectionOf(runScript(runOf(`const main = () => main();`)));
      expect(error).to.include({ code: "SCRIPT_FAILED", failure: "threw" });
    });

    it("makes no more connections at a time than eight", async () => {
      let [open, most] = [0, 0];
      const send: typeof requestOnce = async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return { status: 200, headers: {}, body: new Uint8Array() };
      };
      const source = `const main = async () => {
        await Promise.all(Array.from({ length: 50 }, () => fetch("http://a")));
        return "";
      };`;
      const outcome = await interpretScript(runOf(source, { networkRequests: 50 }), { now: clock.now, send });
      expect("result" in outcome && outcome.result.usage.networkRequests).to.equal(50);
      expect(most).to.equal(8);
    });

    it("says so when main waits for nothing", async () => {
      const error = await failureOf(`const main = () => new Promise(() => {});`);
      expect(error.failure).to.equal("unresolved");
    });

    it("gives what a script throws, cut to a bearable length", async () => {
      const error = await failureOf(`const main = () => { throw new TypeError("no sun " + "x".repeat(10000)); };`);
      expect(error.failure).to.equal("threw");
      expect(error.detail)
        .to.match(/^TypeError: no sun x+$/)
        .and.have.lengthOf(500);
    });

    it("fails on a script that does not compile, has no main, or gives nothing", async () => {
      expect((await failureOf(`const main = (`)).failure).to.equal("threw");
      expect((await failureOf(`const other = 1;`)).failure).to.equal("noMain");
      expect((await failureOf(`const main = () => undefined;`)).failure).to.equal("noResult");
    });

    it("stays sound when a script bends the prototypes", async () => {
      const source = `
        Array.prototype.map = () => { throw 1; };
        Promise.prototype.then = () => { throw 2; };
        JSON.stringify = () => "forged";
        Object.prototype.limit = 0;
        ArrayBuffer.prototype.slice = () => "forged";
        const main = () => "still here";`;
      expect(await outputOf(source)).to.equal("still here");
    });

    it("refuses what is no text or no bytes at the border", async () => {
      const source = `const main = ({ sha256 }) => { try { sha256({ byteLength: 1e9 }); } catch (error) { return error.message; } };`;
      expect(await outputOf(source)).to.equal("expected text or bytes");
    });

    it("hangs in a thread of its own only", async () => {
      const running = rejectionOf(runScript(runOf(`const main = () => { for (;;); };`, hurried)));
      let turns = 0;
      const timer = setInterval(() => ++turns, 10);
      expect(await running).to.include({ code: "LIMIT_EXCEEDED", kind: "duration", limit: defaults.scriptHurryMs });
      clearInterval(timer);
      expect(turns).to.be.greaterThan(5);
    });

    it("gives a thread's result and failure back", async () => {
      const { output, logs } = await runScript(runOf(`const main = () => { console.log("hello"); return "done"; };`));
      expect([toUtf8String(output), logs]).to.deep.equal(["done", ["hello"]]);
      const error = await rejectionOf(runScript(runOf(`const main = () => { throw new Error("no"); };`)));
      expect(error).to.be.instanceOf(ScriptFailedError);
      expect(error).to.include({ code: "SCRIPT_FAILED", failure: "threw", detail: "Error: no" });
    });

    it("ends when it is called off", async () => {
      const ending = new AbortController();
      const running = rejectionOf(runScript(runOf(`const main = () => { for (;;); };`), ending.signal));
      ending.abort();
      expect(await running).to.include({ code: "SCRIPT_FAILED", failure: "stopped" });
      expect(await rejectionOf(runScript(runOf(""), ending.signal))).to.include({ failure: "stopped" });
    });
  });

  describe("the network", () => {
    it("follows no redirect, so that each hop is a request of its own", async () => {
      const source = `async function main() {
        const { status, headers } = await fetch("${url}/redirect");
        return [status, headers.location];
      }`;
      const outcome = await interpretScript(runOf(source));
      expect("result" in outcome && toUtf8String(outcome.result.output)).to.equal(`[302,"/weather"]`);
      expect("result" in outcome && outcome.result.usage.networkRequests).to.equal(1);
    });

    it("takes an answer of exactly the limit, and refuses one of a byte more", async () => {
      const source = (path: string) => `const main = () =>
        fetch("${url}/${path}").then(async (answer) => (await answer.text()).length, (error) => error.message);`;
      expect(await outputOf(source("full"))).to.equal(String(limits.responseBytes));
      expect(await outputOf(source("large"))).to.equal(`the answer has more than ${limits.responseBytes} bytes`);
    });

    for (const address of ["file:///etc/passwd", "ftp://example.org", "data:text/plain,x", "nowhere"]) {
      it(`refuses ${address}`, async () => {
        const source = `const main = () => fetch("${address}").catch((error) => error.message);`;
        expect(await outputOf(source)).to.match(/is not http: or https:$|is no URL$/);
      });
    }

    it("keeps scripts off the operator's own network", async () => {
      const port = url.split(":").at(-1) as string;
      const hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "10.0.0.1", "169.254.169.254"];
      for (const host of hosts) {
        const source = `const main = () => fetch("http://${host}:${port}/weather").then(() => "in", (error) => error.message);`;
        expect(await outputOf(source, {}, { allowsPrivateNetwork: false })).to.match(/is not on the public internet$/);
      }
    });

    it("tells public addresses from others", () => {
      const open = ["1.1.1.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111"];
      const shut = [
        "0.0.0.0",
        "100.64.0.1",
        "172.31.255.255",
        "224.0.0.1",
        "::",
        "fe80::1",
        "fd00::1",
        "64:ff9b::7f00:1",
      ];
      expect(open.filter((address) => !isPublicAddress(address))).to.deep.equal([]);
      expect(shut.filter((address) => isPublicAddress(address))).to.deep.equal([]);
    });
  });
});
