import { id, Wallet, ZeroAddress } from "ethers";

import { createTaskDefinition } from "../../sdk/attestation/createTaskDefinition.ts";
import { fundTaskDefinition } from "../../sdk/attestation/fundTaskDefinition.ts";
import { setRewardCurrency } from "../../sdk/attestation/setRewardCurrency.ts";
import { signTask } from "../../sdk/attestation/signTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import { voteDigestOf } from "../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { sealCommittee } from "../../sdk/committee/sealCommittee.ts";
import { blsOperatorKey } from "../../sdk/registry/blsOperatorKey.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import type { Bench } from "./createBench.ts";
import { makeMembers } from "./makeMembers.ts";
import { poolTerms } from "./poolTerms.ts";
import { signTogether } from "./signTogether.ts";

/** Of the usual length: "ipfs://" and a content id. */
const PROOF = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55f";
const STAKE = 10n ** 17n;
const FEES = {
  baseRewardFeeForAttesters: 10n ** 12n,
  baseRewardFeeForPerformer: 10n ** 13n,
  baseRewardFeeForAggregator: 10n ** 13n,
};
const FUNDS = 10n ** 18n;

/** A definition whose committee has so many seats. Seat 0 performs, seat 1 aggregates. */
export interface AttestationStage {
  readonly definition: number;
  readonly committee: bigint;
  readonly size: number;
  /** Has a task approved by all but some seats; returns its id, and the gas of the submission. */
  submit(absent: readonly number[], salt: string): Promise<{ readonly id: string; readonly gas: number }>;
}

/** The two seats of each committee that sign transactions and tasks by themselves. */
export interface Performers {
  readonly performer: MusterClient;
  readonly aggregator: MusterClient;
  readonly secrets: readonly [string, string];
}

/** Registers performer and aggregator. */
export async function makePerformers(bench: Bench): Promise<Performers> {
  const { deployment, connection, overrides } = bench;
  const performer = await register("performer");
  const aggregator = await register("aggregator");
  return { performer, aggregator, secrets: [secretOf("performer"), secretOf("aggregator")] };

  async function register(name: string): Promise<MusterClient> {
    const runner = new Wallet(id(`muster.bench.${name}`), connection.ethers.provider);
    await bench.actAs(runner.address);
    const client = createMusterClient({ deployment, runner });
    const key = await blsOperatorKey(client, { secretKey: secretOf(name), controller: runner.address });
    await bench.mined(client.registry.register([key], runner.address, "", overrides));
    const operator = await client.registry.operatorOf(runner.address);
    await bench.mined(client.registry.stake(operator, STAKE, { ...overrides, value: STAKE }));
    return client;
  }

  function secretOf(name: string): string {
    return generateBlsKey(id(`muster.bench.${name}.key`));
  }
}

/** Seats and seals a committee, and opens a definition for it. */
export async function createStage(bench: Bench, performers: Performers, size: number): Promise<AttestationStage> {
  const { registry, deployment, overrides } = bench;
  const terms = { ...poolTerms(deployment.addresses.center), seatLimit: size, requiredKeys: 1 << BLS_KEY_KIND };
  await bench.mined(registry.openPool(terms, overrides));
  const pool = Number(await registry.poolCount());
  for (const client of [performers.performer, performers.aggregator]) {
    await bench.mined(client.registry.joinPool(pool, "0x", overrides));
  }
  const others = await makeMembers(bench, pool, size - performers.secrets.length, `muster.bench.attester.${size}`);
  const { committee } = await sealCommittee(bench, { pool, overrides });
  const secrets = [...performers.secrets, ...others];
  return openDefinition(bench, performers, { pool, committee, secrets, currency: ZeroAddress });
}

/** Opens another definition for the committee of a stage, which pays in a token. */
export async function payInToken(
  bench: Bench,
  performers: Performers,
  { committee, size }: AttestationStage,
): Promise<AttestationStage> {
  const pool = Number(committee >> 32n);
  const others = Array.from({ length: size - performers.secrets.length }, (_, seat) =>
    generateBlsKey(id(`muster.bench.attester.${size}.${seat}`)),
  );
  const secrets = [...performers.secrets, ...others];
  return openDefinition(bench, performers, { pool, committee, secrets, currency: String(bench.token.target) });
}

interface DefinitionParts {
  readonly pool: number;
  readonly committee: bigint;
  readonly secrets: readonly string[];
  readonly currency: string;
}

async function openDefinition(
  bench: Bench,
  { performer, aggregator }: Performers,
  { pool, committee, secrets, currency }: DefinitionParts,
): Promise<AttestationStage> {
  const { deployment, center, actor, overrides } = bench;
  const owner = createMusterClient({ deployment, runner: actor });
  const options = { payFrom: "credit", overrides } as const;
  const created = await createTaskDefinition(owner, { name: "Bench", ...FEES, ...options });
  const { taskDefinitionId } = created;
  await bench.mined(center.connect(actor).setTaskDefinitionPool(taskDefinitionId, pool, overrides));
  if (currency !== ZeroAddress) await setRewardCurrency(owner, { taskDefinitionId, currency, overrides });
  await fundTaskDefinition(owner, { taskDefinitionId, amount: FUNDS, ...options });
  const place = { chainId: deployment.chainId, center: deployment.addresses.center };
  const performerAddress = await (performer.runner as Wallet).getAddress();
  const aggregatorAddress = await (aggregator.runner as Wallet).getAddress();
  return { definition: taskDefinitionId, committee, size: secrets.length, submit };

  async function submit(absent: readonly number[], salt: string) {
    const info = { proofOfTask: PROOF, data: id(salt), taskPerformer: performerAddress, taskDefinitionId };
    const task = taskIdOf({ ...place, info });
    const vote = { id: task, isApproved: true, phase: VotePhase.Submission, aggregator: aggregatorAddress, committee };
    const isPresent = (seat: number) => !absent.includes(seat);
    const signing = secrets.filter((_, seat) => isPresent(seat));
    const details = {
      isApproved: true,
      committee,
      performerSeat: 0,
      aggregatorSeat: 1,
      signers: secrets.reduce((set, _, seat) => (isPresent(seat) ? set | (1n << BigInt(seat)) : set), 0n),
      performerSignature: await signTask(performer, { info }),
      attestersSignature: signTogether(signing, voteDigestOf({ ...place, ...vote })),
    };
    return { id: task, gas: await bench.gasOf(aggregator.center.submitTask(info, details, overrides)) };
  }
}
