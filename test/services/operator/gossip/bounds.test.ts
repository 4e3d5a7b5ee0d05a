import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { ADDRESS_BOOK_FILE, createAddressBook } from "../../../../services/operator/gossip/createAddressBook.ts";
import { createBanList } from "../../../../services/operator/gossip/createBanList.ts";
import { createPeerStanding } from "../../../../services/operator/gossip/createPeerStanding.ts";
import { createRecentSet } from "../../../../services/operator/gossip/createRecentSet.ts";
import { createStallWatch } from "../../../../services/operator/gossip/createStallWatch.ts";
import { createTokenBuckets } from "../../../../services/operator/gossip/createTokenBuckets.ts";
import { gossipLimits } from "../../../../services/operator/gossip/gossipLimits.ts";
import { peerAnnouncement } from "../../../../services/operator/gossip/peerAnnouncement.ts";
import { recordLogger } from "../../../helpers/recordLogger.ts";

describe("gossip bounds", () => {
  let time = 0;
  const now = () => time;

  beforeEach(() => {
    time = 1_000_000;
  });

  describe("createTokenBuckets", () => {
    it("gives a burst, then what comes with time", () => {
      const { take } = createTokenBuckets({ ratePerSecond: 2, burst: 3, maxKeys: 10, now });
      expect([1, 2, 3, 4].map(() => take("a"))).to.deep.equal([true, true, true, false]);
      time += 500;
      expect([take("a"), take("a")]).to.deep.equal([true, false]);
      time += 60_000;
      expect([take("a", 3), take("a")]).to.deep.equal([true, false]);
    });

    it("keeps what is left when there is not enough", () => {
      const { take, level } = createTokenBuckets({ ratePerSecond: 1, burst: 3, maxKeys: 10, now });
      expect(take("a", 4)).to.equal(false);
      expect(level("a")).to.equal(3);
    });

    it("forgets the bucket that was touched longest ago when there are too many", () => {
      const { take, level, size } = createTokenBuckets({ ratePerSecond: 0, burst: 2, maxKeys: 2, now });
      for (const key of ["a", "b", "a", "c"]) take(key);
      expect(size()).to.equal(2);
      expect(["a", "b", "c"].map(level)).to.deep.equal([0, 2, 1]);
    });
  });

  describe("createRecentSet", () => {
    it("knows an id for its time", () => {
      const set = createRecentSet({ maxSize: 10, maxAgeMs: 100, now });
      expect([set.add("a"), set.add("a")]).to.deep.equal([true, false]);
      time += 100;
      expect(set.has("a")).to.equal(false);
      expect(set.add("a")).to.equal(true);
    });

    it("forgets the oldest when there are too many", () => {
      const set = createRecentSet({ maxSize: 2, maxAgeMs: 100, now });
      for (const id of ["a", "b", "c"]) set.add(id);
      expect(["a", "b", "c"].map(set.has)).to.deep.equal([false, true, true]);
      expect(set.size()).to.equal(2);
    });
  });

  describe("createBanList", () => {
    it("refuses a peer for its time", () => {
      const bans = createBanList(100, now);
      bans.add("a");
      expect(bans.has("a")).to.equal(true);
      time += 100;
      expect(bans.has("a")).to.equal(false);
      expect(bans.list()).to.deep.equal([]);
    });

    it("stays bounded", () => {
      const bans = createBanList(100, now);
      for (let index = 0; index < 5_000; index++) bans.add(`peer${index}`);
      expect(bans.list()).to.have.length(4_096);
    });
  });

  describe("createPeerStanding", () => {
    function standingWith(isCatchingUp: boolean) {
      const cut: string[] = [];
      const { logger } = recordLogger();
      const limits = { ...gossipLimits, peerBurst: 10, peerRatePerSecond: 0, forgottenFaultsPerSecond: 0 };
      const disconnect = (peer: string) => void cut.push(peer);
      return { cut, ...createPeerStanding({ limits, logger, isCatchingUp: () => isCatchingUp, disconnect }) };
    }

    it("forgives slight faults up to a number, and lowers the score with each", () => {
      const { blame, isBanned, scoreOf, cut } = standingWith(false);
      for (let index = 0; index < gossipLimits.forgivenFaults; index++) blame("a", "unknownSender", 1);
      expect(isBanned("a")).to.equal(false);
      expect(scoreOf("a")).to.equal(-gossipLimits.forgivenFaults);
      blame("a", "unknownSender", 1);
      expect(isBanned("a")).to.equal(true);
      expect(cut).to.deep.equal(["a"]);
    });

    it("bans a peer once, at the first fault that is not to be forgiven", () => {
      const { blame, isBanned, bans, cut } = standingWith(false);
      blame("a", "malformed", null);
      blame("a", "malformed", null);
      expect([isBanned("a"), isBanned("b"), bans()]).to.deep.equal([true, false, 1]);
      expect(cut).to.deep.equal(["a"]);
    });

    it("blames nobody for what waited at our own door", () => {
      const { blame, admits, isBanned, faults } = standingWith(true);
      blame("a", "tooOld", null);
      expect([admits("a", 1_000), isBanned("a")]).to.deep.equal([true, false]);
      expect(faults()).to.deep.equal({ tooOld: 1 });
    });
  });

  describe("createStallWatch", () => {
    it("notices that the process was stopped, before its own timer does", () => {
      const watch = createStallWatch(now);
      watch.start();
      const before = watch.isCatchingUp();
      time += 6_000;
      const after = watch.isCatchingUp();
      watch.stop();
      expect([before, after]).to.deep.equal([false, true]);
    });
  });

  describe("createAddressBook", () => {
    const dir = mkdtempSync(join(tmpdir(), "muster-book-"));
    const record = (peer: string, operator = peer) => ({ peer, operator, addresses: ["/ip4/127.0.0.1/tcp/1"] });

    beforeEach(() => rmSync(join(dir, ADDRESS_BOOK_FILE), { force: true }));
    after(() => rmSync(dir, { recursive: true }));

    it("survives a restart", () => {
      const book = createAddressBook(dir);
      book.put(record("a"));
      book.save();
      expect(createAddressBook(dir).records()).to.deep.equal([record("a")]);
    });

    it("begins anew when its file holds nonsense", () => {
      for (const text of ["[{", '{"peer":1}', '[null,{"peer":"a"}]']) {
        writeFileSync(join(dir, ADDRESS_BOOK_FILE), text);
        expect(createAddressBook(dir).records()).to.deep.equal([]);
      }
    });

    it("keeps four peers of an operator, and 512 of all", () => {
      const book = createAddressBook(dir);
      for (let index = 0; index < 10; index++) book.put(record(`peer${index}`, "operator"));
      expect(book.records().map(({ peer }) => peer)).to.deep.equal(["peer6", "peer7", "peer8", "peer9"]);
      for (let index = 0; index < 600; index++) book.put(record(`other${index}`));
      expect(book.records()).to.have.length(512);
    });
  });

  describe("peerAnnouncement", () => {
    const outside = "/ip4/192.0.2.1/tcp/9876";

    it("tells of addresses outside of this machine when there are any", () => {
      const payload = peerAnnouncement.encode(["/ip4/127.0.0.1/tcp/9876/p2p/12D3", `${outside}/p2p/12D3`]);
      expect(peerAnnouncement.decode(payload)).to.deep.equal([outside]);
    });

    it("takes no more than four addresses, of nothing but TCP", () => {
      const five = Array.from({ length: 5 }, (_, index) => `/ip4/192.0.2.1/tcp/${index + 1}`);
      expect(peerAnnouncement.decode(peerAnnouncement.encode(five))).to.have.length(4);
      for (const address of ["/ip4/192.0.2.1/udp/1", "/ip4/999.0.2.1/tcp/1", "/dns4/a/tcp/1/ws", "/unix/tmp/a"]) {
        const payload = Buffer.concat([Uint8Array.of(0x81, 0x60 + address.length), Buffer.from(address)]);
        expect(peerAnnouncement.decode(payload), address).to.equal(undefined);
      }
    });
  });
});
