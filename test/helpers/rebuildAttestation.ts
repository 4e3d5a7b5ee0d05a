import type { LogDescription } from "ethers";

import { readRoster } from "../../sdk/registry/rosterHistory.ts";
import type { AttestationSuite } from "./attestation.ts";

type Facts = Record<string, unknown>;
/** Where an event stands, and what leads from an operator to its seat in the task's committee. */
interface Place {
  readonly block: bigint;
  readonly seatOf: (operator: bigint) => bigint;
  readonly termsVersion: bigint;
}
type Teller = (args: LogDescription["args"], place: Place, task: Facts) => Facts;

const submission: Teller = ({ taskDefinitionId, details }, { block, termsVersion }) => ({
  wasApproved: details.isApproved,
  taskDefinitionId,
  committee: details.committee,
  decidedAt: block,
  performerSeat: details.performerSeat,
  aggregatorSeat: details.aggregatorSeat,
  signerCount: BigInt(details.signers.toString(2).replaceAll("0", "").length),
  termsVersion,
  signers: details.signers,
});

function without(task: Facts, seat: bigint): Facts {
  return { signers: (task.signers as bigint) & ~(1n << seat) };
}

/** What each event says of its task. */
const tellers: Record<string, Teller> = {
  TaskMoved: ({ to }) => ({ status: to }),
  TaskSubmitted: submission,
  TaskRejected: submission,
  TaskChallenged: ({ challenger, bond }, { block }) => ({ challenger, bond, decidedAt: block }),
  TaskOverturned: ({ losers }) => ({ signers: losers }),
  OverturnJoined: ({ losers }) => ({ signers: losers }),
  TaskUpheld: (_args, { block }) => ({ decidedAt: block }),
  IncorrectAttestationPunished: ({ operator }, { seatOf }, task) => without(task, seatOf(operator)),
  PerformerPunished: () => ({ isPerformerSettled: true }),
  RewardClaimed: ({ operator }, { seatOf }, task) => {
    const seat = seatOf(operator);
    const isPaid = seat === task.aggregatorSeat ? { isAggregatorPaid: true } : {};
    const isSettled = task.wasApproved === true && seat === task.performerSeat ? { isPerformerSettled: true } : {};
    return { ...without(task, seat), ...isPaid, ...isSettled };
  },
};

/** What the center stores of a task, as events tell it. */
export async function rebuildAttestation(suite: AttestationSuite, id: string): Promise<Facts> {
  const { center, deployment, provider } = suite;
  const logs = await provider.getLogs({
    address: deployment.addresses.center,
    topics: [null, id],
    fromBlock: deployment.fromBlock,
  });
  const terms = await center.queryFilter(center.filters.SlashingTermsSet(), deployment.fromBlock);
  const nothing: Facts = { status: 0n, isPerformerSettled: false, isAggregatorPaid: false, challenger: null, bond: 0n };
  let task = nothing;
  for (const log of logs) {
    const { name, args } = center.interface.parseLog(log)!;
    const known = { ...task, ...(args.details ? { committee: args.details.committee } : {}) };
    const before = terms.filter(
      ({ args: { taskDefinitionId }, blockNumber }) =>
        taskDefinitionId === args.taskDefinitionId && blockNumber < log.blockNumber,
    );
    const place = {
      block: BigInt(log.blockNumber),
      seatOf: await seatFinder(suite, known.committee as bigint | undefined),
      termsVersion: before.at(-1)?.args.version ?? 0n,
    };
    task = { ...task, ...tellers[name]?.(args, place, task) };
  }
  return task;
}

/** From an operator to its seat in a committee, by the events of committees and registry. */
async function seatFinder(suite: AttestationSuite, committee: bigint | undefined): Promise<Place["seatOf"]> {
  if (committee === undefined) return () => 0n;
  const { committees, deployment } = suite;
  const [sealed] = await committees.queryFilter(committees.filters.CommitteeSealed(committee), deployment.fromBlock);
  const { pool, rosterVersion, size } = sealed!.args;
  const roster = await readRoster(suite, Number(pool));
  const seats = new Map<bigint, bigint>();
  for (let seat = 0; seat < Number(size); ++seat) {
    seats.set(BigInt(roster.holderOf(seat, Number(rosterVersion)).operator), BigInt(seat));
  }
  return (operator) => seats.get(operator)!;
}
