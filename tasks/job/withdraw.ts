import { withdrawAdvertisement } from "../../sdk/jobs/withdrawAdvertisement.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction<object>(async ({ client, report }) => {
  report("The processor is on offer no longer", await withdrawAdvertisement(client));
});
