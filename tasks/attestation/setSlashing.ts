import { setSlashingTerms } from "../../sdk/attestation/setSlashingTerms.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly double: string | undefined;
  readonly incorrect: string | undefined;
  readonly performer: string | undefined;
  readonly reporter: string | undefined;
  readonly jails: boolean;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { definition, ...given }) => {
  const { version, termsHash, receipt } = await setSlashingTerms(client, {
    taskDefinitionId: definition,
    terms: {
      doubleAttestationBps: parseInteger("double", given.double) ?? 0,
      incorrectAttestationBps: parseInteger("incorrect", given.incorrect) ?? 0,
      rejectedPerformerBps: parseInteger("performer", given.performer) ?? 0,
      reporterBps: parseInteger("reporter", given.reporter) ?? 0,
      jails: given.jails,
    },
  });
  report(`Definition ${definition} has version ${version} of its slashing terms`, receipt);
  print(`Operators accept them with attestation:accept-terms ${definition} --hash ${termsHash}`);
});
