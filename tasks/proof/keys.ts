import { readManifest } from "../../scripts/circuits/circuitManifest.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { readInputCount } from "../../sdk/proofs/readInputCount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction(async ({ client, print }) => {
  const { ceremony, circuits } = readManifest();
  const columns = [{ title: "circuit" }, { title: "inputs", isNumber: true }, { title: "chain" }, { title: "key" }];
  const rows = Object.entries(circuits).map(async ([name, { keyId, publicSignals }]) => {
    const inputCount = await readInputCount(client, { keyId });
    return [name, String(publicSignals.length), inputCount === undefined ? "missing" : "registered", keyId];
  });
  print(formatTable(columns, await Promise.all(rows)));
  if (ceremony.kind === "development") {
    print(
      "\nThe keys come from a development ceremony: anyone can forge proofs for them. See docs/guides/ceremony.md.",
    );
  }
});
