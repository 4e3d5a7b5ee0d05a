import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { refreshSeat } from "../../sdk/committee/refreshSeat.ts";
import { committeeChoice } from "../helpers/committeeChoice.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
  readonly seat: number;
  readonly number: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool, seat, number: given }) => {
  const { committee, number } = await readCommittee(client, committeeChoice(pool, given));
  const { isVoided, receipt } = await refreshSeat(client, { committee, seat });
  const words = isVoided ? "is void" : "is in good standing";
  report(`Seat ${seat} of committee ${number} of pool ${pool} ${words}`, receipt);
});
