import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { hexlify, toUtf8Bytes, toUtf8String, Wallet } from "ethers";
import memory from "unstorage/drivers/memory";

import { createDnsRegistry } from "../../../examples/avs/dns-registry/createDnsRegistry.ts";
import {
  type DomainChange,
  type DomainRecord,
  hashChange,
  signChange,
} from "../../../examples/avs/dns-registry/domainChange.ts";
import { isHostName } from "../../../examples/avs/dns-registry/isHostName.ts";
import { readChangeFile } from "../../../examples/avs/dns-registry/readChangeFile.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type ServedAvs, serveAvs } from "../../helpers/serveAvs.ts";

const SUFFIX = "muster";
const owner = new Wallet(`0x${"33".repeat(32)}`);
const stranger = new Wallet(`0x${"44".repeat(32)}`);
const A: DomainRecord = { type: "A", value: "192.0.2.1", ttl: 3_600 };

type Draft = Partial<Omit<DomainChange, "signature">> & { signer?: Wallet };

const draft = async ({ signer = owner, ...changes }: Draft = {}) => {
  const first = { action: "register", name: "example.muster", owner: owner.address, version: 1, records: [A] } as const;
  return signChange(signer, { ...first, ...changes });
};
/** As JSON that goes into a request. */
const plain = (change: object) => JSON.parse(JSON.stringify(change));

describe("DNS registry", () => {
  let accepted: unknown[];
  let queue: unknown[];
  let avs: ServedAvs;

  beforeEach(async () => {
    [accepted, queue] = [[], []];
    const registry = createDnsRegistry({
      suffix: SUFFIX,
      readAccepted: async () => accepted,
      readQueue: async () => queue,
    });
    avs = await serveAvs(registry, createBlobStore({ driver: memory() }));
  });

  afterEach(async () => {
    await avs.stop();
  });

  const send = (change: object) => avs.execute({ change: plain(change) });
  const failureOf = async (promise: Promise<unknown>) => ((await rejectionOf(promise)) as { reason: string }).reason;

  /** A task with a change that no honest performer would submit. */
  const taskOf = (change: DomainChange) => {
    const { action, name, version, records, signature } = change;
    const text = JSON.stringify({ action, name, owner: change.owner, version, records, signature });
    return {
      proofOfTask: hashChange(change),
      data: hexlify(toUtf8Bytes(text)),
      taskDefinitionId: defaults.taskDefinition,
    };
  };

  describe("by hand", () => {
    it("registers a domain, and validators agree", async () => {
      const change = await draft();
      const task = await send(change);

      expect(JSON.parse(toUtf8String(task.data))).to.deep.equal(change);
      expect(await avs.validate(task)).to.equal("approve");
    });

    it("updates a domain, and hands it over", async () => {
      accepted.push(await draft());
      const handOver = await draft({ action: "update", version: 2, owner: stranger.address });
      const verdict = await avs.validate(await send(handOver));
      accepted.push(handOver);
      const update = await draft({ action: "update", version: 3, owner: stranger.address, signer: stranger });

      expect([verdict, await avs.validate(await send(update))]).to.deep.equal(["approve", "approve"]);
    });

    it("sends a zone of many records through the store", async () => {
      const records = Array.from({ length: 60 }, (_, index) => ({
        type: "TXT",
        value: `${index} ${"x".repeat(200)}`,
        ttl: 60,
      }));
      const task = await send(await draft({ records }));

      expect(toUtf8String(task.data)).to.match(/^ipfs:\/\/bafkrei/);
      expect(await avs.validate(task)).to.equal("approve");
    });

    it("refuses what is no change", async () => {
      expect(await failureOf(avs.execute({ change: { name: "example.muster" } }))).to.equal(
        "it answers 500: That is no change of a domain",
      );
    });
  });

  describe("from the queue", () => {
    it("takes one change after the other", async () => {
      queue.push(await draft({ name: "one.muster" }), await draft({ name: "two.muster" }));
      const tasks = [await avs.execute(), await avs.execute()];

      expect(tasks.map(({ data }) => JSON.parse(toUtf8String(data)).name)).to.deep.equal(["one.muster", "two.muster"]);
      expect(await failureOf(avs.execute())).to.equal("it answers 500: There is nothing to do");
    });

    it("passes over changes that break a rule, and over those that were accepted", async () => {
      const done = await draft({ name: "done.muster" });
      accepted.push(done);
      queue.push({ no: "change" }, done, await draft({ name: "-.muster" }), await draft({ name: "next.muster" }));

      expect(JSON.parse(toUtf8String((await avs.execute()).data)).name).to.equal("next.muster");
    });
  });

  describe("rules", () => {
    const longest = "a".repeat(63);
    const records = (...list: Partial<DomainRecord>[]) => ({ records: list.map((item) => ({ ...A, ...item })) });
    const broken: [rule: string, changes: Draft, reason: string][] = [
      ["a name that is none", { name: "exa_mple.muster" }, "the name is no host name"],
      ["capital letters", { name: "Example.muster" }, "the name is no host name"],
      ["a label of 64 letters", { name: `${longest}a.muster` }, "the name is no host name"],
      ["another suffix", { name: "example.other" }, "the name is not directly below muster"],
      ["a name below a name", { name: "a.example.muster" }, "the name is not directly below muster"],
      ["an address of three numbers", records({ value: "192.0.2" }), "a record of type A is malformed or of no use"],
      ["a number above 255", records({ value: "192.0.2.256" }), "a record of type A is malformed or of no use"],
      [
        "the wrong kind of address",
        records({ type: "AAAA", value: "192.0.2.1" }),
        "a record of type AAAA is malformed or of no use",
      ],
      [
        "an alias of no host",
        records({ type: "CNAME", value: "no host" }),
        "a record of type CNAME is malformed or of no use",
      ],
      [
        "mail without a preference",
        records({ type: "MX", value: "mail.example" }),
        "a record of type MX is malformed or of no use",
      ],
      [
        "mail of too little preference",
        records({ type: "MX", value: "65536 mail.example" }),
        "a record of type MX is malformed or of no use",
      ],
      [
        "text of 256 bytes",
        records({ type: "TXT", value: "ä".repeat(128) }),
        "a record of type TXT is malformed or of no use",
      ],
      ["an unknown type", records({ type: "constructor" }), "a record of type constructor is malformed or of no use"],
      [
        "a record beside an alias",
        records({ type: "CNAME", value: "a.example" }, {}),
        "an alias has other records beside it",
      ],
      ["the same record twice", records({}, { ttl: 1 }), "a record is there twice"],
      ["a negative time to live", records({ ttl: -1 }), "a time to live is out of range"],
      ["a time to live above 2^31 - 1", records({ ttl: 2 ** 31 }), "a time to live is out of range"],
      ["half a second to live", records({ ttl: 0.5 }), "a time to live is out of range"],
      [
        "101 records",
        records(...Array.from({ length: 101 }, (_, index) => ({ type: "TXT", value: `${index}` }))),
        "there are more than 100 records",
      ],
      ["a signature of somebody else", { signer: stranger }, "the owner did not sign"],
      ["an update of nothing", { action: "update" }, "the name is free"],
    ];

    for (const [rule, changes, reason] of broken) {
      it(`lets nobody have ${rule}`, async () => {
        const change = await draft(changes);

        expect(await failureOf(send(change))).to.equal(`it answers 500: ${change.name}: ${reason}`);
        expect(await avs.validate(taskOf(change))).to.equal("reject");
      });
    }

    const kept: [rule: string, changes: Draft][] = [
      ["a label of 63 letters", { name: `${longest}.muster` }],
      ["an international name", { name: "xn--bcher-kva.muster" }],
      [
        "records of every type",
        records({}, { type: "AAAA", value: "2001:db8::1" }, { type: "MX", value: "10 mail.example" }, { type: "TXT" }),
      ],
      ["a lone alias", records({ type: "CNAME", value: "host.example" })],
      ["no records", { records: [] }],
      ["times to live at both ends", records({ ttl: 0 }, { value: "192.0.2.2", ttl: 2 ** 31 - 1 })],
    ];

    for (const [rule, changes] of kept) {
      it(`lets anybody have ${rule}`, async () => {
        expect(await avs.validate(await send(await draft(changes)))).to.equal("approve");
      });
    }

    it("lets nobody have a domain that is taken", async () => {
      accepted.push(await draft());
      const change = await draft({ owner: stranger.address, signer: stranger });

      expect(await failureOf(send(change))).to.equal("it answers 500: example.muster: the name is taken");
      expect(await avs.validate(taskOf(change))).to.equal("reject");
    });

    it("lets the new owner of a domain alone change it", async () => {
      accepted.push(await draft(), await draft({ action: "update", version: 2, owner: stranger.address }));
      const change = await draft({ action: "update", version: 3 });

      expect(await failureOf(send(change))).to.equal("it answers 500: example.muster: the owner did not sign");
      expect(await avs.validate(taskOf(change))).to.equal("reject");
    });

    it("lets nobody play an old update again", async () => {
      const update = await draft({ action: "update", version: 2 });
      accepted.push(await draft(), update);

      expect(await failureOf(send(update))).to.equal("it answers 500: example.muster: the version is not the next");
      expect(await avs.validate(taskOf(update))).to.equal("reject");
    });
  });

  describe("validate", () => {
    it("rejects data that says the same in another way", async () => {
      const task = taskOf(await draft());
      const data = hexlify(toUtf8Bytes(` ${toUtf8String(task.data)}`));

      expect(await avs.validate({ ...task, data })).to.equal("reject");
    });

    it("rejects the proof of another change", async () => {
      const { proofOfTask } = taskOf(await draft({ name: "other.muster" }));

      expect(await avs.validate({ ...taskOf(await draft()), proofOfTask })).to.equal("reject");
    });

    it("abstains when its own book lacks versions", async () => {
      const task = taskOf(await draft({ action: "update", version: 2 }));

      expect(await avs.validate(task)).to.deep.equal({ abstain: "it answers 500: Versions are missing here" });
    });
  });

  describe("isHostName", () => {
    for (const name of ["a.b", "1.example", "a-b.example", `${"a.".repeat(126)}a`]) {
      it(`takes ${name.slice(0, 20)}`, () => {
        expect(isHostName(name)).to.equal(true);
      });
    }

    for (const name of [
      "",
      "a",
      "a.",
      ".a",
      "a..b",
      "-a.b",
      "a-.b",
      "ab--c.d",
      "a.1",
      "a b.c",
      `${"a.".repeat(127)}a`,
    ]) {
      it(`refuses "${name.slice(0, 20)}"`, () => {
        expect(isHostName(name)).to.equal(false);
      });
    }
  });

  describe("readChangeFile", () => {
    it("reads a change a line, and none from a file that is not there", async () => {
      const dir = mkdtempSync(join(tmpdir(), "muster-dns-"));
      const path = join(dir, "accepted.jsonl");
      const before = await readChangeFile(path);
      const changes = [await draft(), await draft({ name: "two.muster" })];
      writeFileSync(path, `${changes.map((change) => JSON.stringify(change)).join("\n")}\n\n`);
      const after = await readChangeFile(path);
      rmSync(dir, { recursive: true });

      expect([before, after]).to.deep.equal([[], changes]);
    });
  });
});
