import { signDeviceCertificate } from "../../../../sdk/devices/signDeviceCertificate.ts";
import { JobRuntime } from "../../../../sdk/jobs/jobTerms.ts";
import { signerOf } from "../../../../sdk/client/signerOf.ts";
import { sendWrite } from "../../../../sdk/client/sendWrite.ts";
import type { Narrator } from "../../narrate.ts";
import { namesOf, postJob, scheduleIn, tellEnd, waitForStatus } from "../followJob.ts";
import type { JobsStage } from "../jobsStage.ts";

const LEAD = 40n;
const SCHEDULE = { interval: 15_000n, duration: 10_000n, executions: 2n };
/** Seconds. */
const VALIDITY = 86_400n;

/** A job for secure hardware: only the processor whose device is certified is matched, and the device signs. */
export async function tellHardware(stage: JobsStage, narrator: Narrator): Promise<void> {
  narrator.title("Jobs: secure hardware (here a device made of software, and a certifier who believes in it)");
  const { governor, owner, processors, deployment } = stage;
  const certified = processors.at(-1);
  if (certified === undefined) throw new Error("There is no processor.");
  const certifier = await signerOf(governor).getAddress();
  await sendWrite(async () => governor.devices.setCertifier(certifier, true));
  const notBefore = BigInt((await owner.provider.getBlock("latest"))?.timestamp ?? 0);
  const { x, y } = certified.device;
  const certificate = {
    operator: BigInt(certified.operator),
    certifier,
    x,
    y,
    notBefore,
    expiry: notBefore + VALIDITY,
  };
  const reference = { chainId: deployment.chainId, attestation: deployment.addresses.devices };
  const signature = await signDeviceCertificate(signerOf(governor), certificate, reference);
  await sendWrite(async () => governor.devices.present(certificate, signature));
  narrator.say(`${certified.name}, the dearest, has a certificate for its device`);

  const job = await postJob(stage, narrator, {
    symbol: "MSFT",
    schedule: await scheduleIn(stage, LEAD, SCHEDULE),
    terms: { runtime: JobRuntime.SecureHardware },
  });
  await waitForStatus(stage, job, "Assigned");
  const names = await namesOf(stage, job);
  if (names.join() !== certified.name) throw new Error(`${names.join()} was matched, not ${certified.name}.`);
  narrator.say(`Nobody else could be matched; each report of ${certified.name} bears its device's P-256 signature`);
  await tellEnd(stage, narrator, job);
}
