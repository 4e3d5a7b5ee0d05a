import { handOverGateway } from "../../sdk/gateway/handOverGateway.ts";
import { readHomeCommittee } from "../../sdk/gateway/readHomeCommittee.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";
import { parseWord } from "../helpers/parseWord.ts";
import { type HomeArguments, withHome } from "../helpers/withHome.ts";

interface Arguments extends HomeArguments {
  readonly committee: string;
  readonly signers: string;
  readonly signature: string;
}

export default gatewayAction<Arguments>(async ({ client, deployment, report }, { signers, signature, ...given }) => {
  const id = parseWord("committee", given.committee);
  const next = await withHome(given, deployment, async (muster) => readHomeCommittee(muster, id));
  const signed = { signers: parseWord("signers", signers), signature };
  report(`Committee ${id} counts`, await handOverGateway(client, { next, ...signed }));
});
