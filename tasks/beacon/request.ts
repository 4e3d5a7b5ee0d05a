import { requestRound } from "../../sdk/beacon/requestRound.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction(async ({ client, report }) => {
  const receipt = await requestRound(client);
  const { round } = eventOf<{ round: number }>(receipt, client.beacon.interface, "RoundRequested");
  report(`Round ${round} is closed and waits for its answer`, receipt);
});
