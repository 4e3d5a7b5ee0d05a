import { setRewardsReceiver } from "../../sdk/registry/setRewardsReceiver.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly receiver: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { receiver }) => {
  const receipt = await setRewardsReceiver(client, { rewardsReceiver: receiver });
  report(`Rewards go to ${receiver}`, receipt);
});
