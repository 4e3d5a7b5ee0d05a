import { presentCertificate } from "../../sdk/devices/presentCertificate.ts";
import { signDeviceCertificate } from "../../sdk/devices/signDeviceCertificate.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { parseWord } from "../helpers/parseWord.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const DAY_SECONDS = 86_400n;

interface Arguments {
  readonly operator: string;
  readonly x: string;
  readonly y: string;
  readonly days: number;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { x, y, days, ...given }) => {
  const operator = parseWord("operator", given.operator);
  const notBefore = BigInt((await client.provider.getBlock("latest"))?.timestamp ?? 0);
  const expiry = notBefore + BigInt(days) * DAY_SECONDS;
  const certificate = { operator, certifier: account, x, y, notBefore, expiry };
  const { chainId, addresses } = client.deployment;
  const reference = { chainId, attestation: addresses.devices };
  const signature = await signDeviceCertificate(signerOf(client), certificate, reference);
  report(`Operator ${operator} has a device`, await presentCertificate(client, { certificate, signature }));
});
