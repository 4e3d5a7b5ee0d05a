import { formatTime } from "../../scripts/print/formatTime.ts";
import { fetchProof } from "../../sdk/availability/fetchProof.ts";
import { readRoot } from "../../sdk/availability/readRoot.ts";
import { requireAvailable } from "../../sdk/availability/requireAvailable.ts";
import { type BlobArguments, blobOfFile } from "../helpers/blobOfFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments extends BlobArguments {
  readonly relay: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { relay, ...given }) => {
  const { blob } = blobOfFile(given);
  const { root, proof, publisher } = await fetchProof({ relay, blob });
  await requireAvailable(client, { blob, publisher, proof });
  const posted = await readRoot(client, { publisher, root });
  print("The chain takes the blob as available");
  print([
    ["  root", root],
    ["  publisher", publisher],
    ["  counts until", posted === undefined ? "" : formatTime(Number(posted.validUntil))],
    ...proof.map((node, index): [string, string] => [index === 0 ? "  proof" : "", node]),
  ]);
});
