import { readGateway } from "../../sdk/gateway/readGateway.ts";
import { readHomeCommittee } from "../../sdk/gateway/readHomeCommittee.ts";
import { seedGateway } from "../../sdk/gateway/seedGateway.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";
import { InputError } from "../helpers/inputError.ts";
import { type HomeArguments, withHome } from "../helpers/withHome.ts";

export default gatewayAction<HomeArguments>(async ({ client, deployment, report }, home) => {
  const { proposal } = await readGateway(client);
  if (proposal === undefined) throw new InputError("Nothing is proposed: governance begins with gateway:propose.");
  const proposed = await withHome(home, deployment, async (muster) => readHomeCommittee(muster, proposal.id));
  report(`Committee ${proposal.id} counts`, await seedGateway(client, proposed));
});
