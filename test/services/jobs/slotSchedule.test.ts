import { expect } from "chai";
import { id as hashText, ZeroAddress } from "ethers";

import { buildJobTerms, DestinationKind, NO_DESTINATION } from "../../../sdk/jobs/jobTerms.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import {
  closesAt,
  firstOpenAfter,
  latestAt,
  opensAt,
  slotScheduleOf,
} from "../../../services/operator/jobs/slotSchedule.ts";
import { defaults } from "../../helpers/defaults.ts";
import { jobDefaults } from "../../helpers/jobs.ts";

const { settings, duration, interval, executions, reward } = jobDefaults;
const { now, startTime } = defaults.matcher;
const matchedAt = now / 1_000n;
const startDelay = 7n;
const window = Number(duration + settings.reportTolerance);

function termsWith(changes: Partial<Parameters<typeof buildJobTerms>[0]> = {}) {
  const schedule = scheduleFor({ startTime, interval, duration, executions });
  return buildJobTerms({ consumer: ZeroAddress, script: hashText("script"), schedule, reward, ...changes });
}

describe("the schedule of a slot", () => {
  const slot = slotScheduleOf({ terms: termsWith(), matchedAt, startDelay }, settings);
  const first = Number(startTime + startDelay);

  it("begins with the job's start and the slot's delay", () => {
    expect(slot).to.include({ start: first, window, count: Number(executions) });
    expect([opensAt(slot, 2), closesAt(slot, 2)]).to.deep.equal([
      first + 2 * slot.interval,
      first + 2 * slot.interval + window,
    ]);
  });

  it("begins on demand when the time to acknowledge is over", () => {
    const schedule = { startTime: 0n, endTime: now, interval: 0n, duration, maxStartDelay: 0n };
    const { start, count } = slotScheduleOf({ terms: termsWith({ schedule }), matchedAt, startDelay }, settings);
    expect([start, count]).to.deep.equal([Number((matchedAt + settings.ackWindow) * 1_000n + startDelay), 1]);
  });

  it("waits longer where a receipt of another chain has to arrive", () => {
    const destination = { ...NO_DESTINATION, kind: DestinationKind.OtherChain };
    const other = slotScheduleOf({ terms: termsWith({ destination }), matchedAt, startDelay }, settings);
    expect(other.window).to.equal(window + Number(settings.receiptWindow));
  });

  it("knows the execution that has started last", () => {
    const times = [first - 1, first, first + slot.interval - 1, first + slot.interval, first + 100 * slot.interval];
    expect(times.map((time) => latestAt(slot, time))).to.deep.equal([-1, 0, 0, 1, 3]);
  });

  it("knows the first execution that can still be reported", () => {
    const times = [first, first + window - 1, first + window, first + window + slot.interval, closesAt(slot, 3)];
    expect(times.map((time) => firstOpenAfter(slot, time))).to.deep.equal([0, 0, 1, 2, 4]);
  });
});
