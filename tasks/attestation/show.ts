import { dataLength, isHexString } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import type { AttestationTaskEvent } from "../../sdk/attestation/attestationEvent.ts";
import { eligibleSeats } from "../../sdk/attestation/eligibleSeats.ts";
import { quorumProgress } from "../../sdk/attestation/quorumProgress.ts";
import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import { readAttestationEvents } from "../../sdk/attestation/readAttestationEvents.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { readTaskTimeline, type ReadTaskTimelineReturnType } from "../../sdk/attestation/readTaskTimeline.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { signersOf } from "../../sdk/committee/signersOf.ts";
import { type AttestationCurrencies, describeAttestationEvent } from "../helpers/describeAttestationEvent.ts";
import { describeAttestationWait } from "../helpers/describeAttestationWait.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const SHORT_BYTES = 32;

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { id }) => {
  if (!isHexString(id, 32)) throw new InputError(`A task's id is 32 bytes of hex, not "${id}".`);
  const task = await readTaskTimeline(client, { id });
  const { info, details } = task;
  const [{ signers }, definition, head, stake] = await Promise.all([
    readAttestation(client, { id }),
    readTaskDefinition(client, info),
    client.provider.getBlockNumber(),
    client.registry.stakeCurrency(),
  ]);
  const quorum = await quorumOf(client, task, stake);

  print(`Task ${id}`);
  print([
    ["  status", task.liveStatus],
    ["  definition", String(info.taskDefinitionId)],
    ["  performer", `${info.taskPerformer} (seat ${details.performerSeat})`],
    ["  aggregator", `${task.aggregator} (seat ${details.aggregatorSeat})`],
    ["  proof", JSON.stringify(info.proofOfTask)],
    ["  data", shorten(info.data)],
    ["  quorum", quorum],
    ["  signers", signersOf(details.signers).join(", ")],
  ]);
  for (const wait of describeAttestationWait({ task, head, open: signersOf(signers) })) print(`  waits for   ${wait}`);

  print("\nTimeline");
  const events = await readAttestationEvents(client, { id });
  print(timelineOf(events, { reward: details.isApproved ? definition.currency : stake, stake }));
});

/** What was reached, of what was needed then. */
async function quorumOf(
  client: MusterClient,
  { info, details }: ReadTaskTimelineReturnType,
  stake: string,
): Promise<string> {
  const { committee, signers, isApproved } = details;
  const [definition, { seats, number, pool }, { eligible }] = await Promise.all([
    readTaskDefinition(client, info),
    readCommittee(client, { committee }),
    eligibleSeats(client, { ...info, committee }),
  ]);
  const votes = signersOf(signers).map((seat) => ({ seat, isApproved }));
  const unvoided = seats.map(({ seat, power }) => ({ seat, power }));
  const { approve, reject, totalPower } = quorumProgress({ seats: unvoided, eligible, quorum: definition, votes });
  const { power } = isApproved ? approve : reject;
  const share = totalPower === 0n ? 0 : Number((power * 10_000n) / totalPower) / 100;
  const amounts = `${formatAmount(power, stake)} of ${formatAmount(totalPower, stake)}`;
  return `${amounts} (${share} %), committee ${number} of pool ${pool}`;
}

function timelineOf(events: readonly AttestationTaskEvent[], currencies: AttestationCurrencies): string {
  const columns = [{ title: "block", isNumber: true }, { title: "event" }, { title: "what" }];
  const rows = events.map((event) => [String(event.block), event.name, describeAttestationEvent(event, currencies)]);
  return formatTable(columns, rows).replaceAll(/^/gm, "  ");
}

function shorten(bytes: string): string {
  const length = dataLength(bytes);
  return length <= SHORT_BYTES ? bytes : `${bytes.slice(0, 2 + 2 * SHORT_BYTES)}… (${length} bytes)`;
}
