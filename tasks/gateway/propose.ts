import { proposeSeed } from "../../sdk/gateway/proposeSeed.ts";
import { readHomeCommittee } from "../../sdk/gateway/readHomeCommittee.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";
import { type HomeArguments, withHome } from "../helpers/withHome.ts";

export default gatewayAction<HomeArguments>(async ({ client, deployment, report }, home) => {
  const next = await withHome(home, deployment, async (muster) => readHomeCommittee(muster));
  report(`Committee ${next.committee} is proposed`, await proposeSeed(client, next));
});
