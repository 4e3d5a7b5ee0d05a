import { sealCommittee } from "../../sdk/committee/sealCommittee.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool }) => {
  const { committee, receipts } = await sealCommittee(client, { pool });
  const number = BigInt.asUintN(32, committee);
  for (const [index, receipt] of receipts.entries()) {
    const isLast = index === receipts.length - 1;
    report(isLast ? `Committee ${number} of pool ${pool} is sealed` : "A page is written", receipt);
  }
});
