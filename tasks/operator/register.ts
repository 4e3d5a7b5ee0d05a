import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly receiver: string | undefined;
  readonly metadata: string;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { receiver, metadata }) => {
  const { operator, receipt } = await registerOperator(client, { rewardsReceiver: receiver, metadataURI: metadata });
  report(`${account} is operator ${operator}`, receipt);
});
