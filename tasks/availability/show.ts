import { formatTime } from "../../scripts/print/formatTime.ts";
import { readRoot } from "../../sdk/availability/readRoot.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly root: string;
  readonly publisher: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, print }, { root, publisher = account }) => {
  const found = await readRoot(client, { publisher, root });
  print(root);
  if (found === undefined) {
    print(`  ${publisher} never posted it`);
    return;
  }
  print([
    ["  publisher", publisher],
    ["  posted", formatTime(Number(found.publishedAt))],
    ["  counts until", formatTime(Number(found.validUntil))],
  ]);
});
