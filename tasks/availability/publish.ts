import { publishBytes } from "../../sdk/availability/publishBytes.ts";
import { type BlobArguments, blobOfFile } from "../helpers/blobOfFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction<BlobArguments>(async ({ client, report }, given) => {
  const { blob, bytes } = blobOfFile(given);
  const { blob: published, receipt } = await publishBytes(client, { ...blob, bytes });
  report(`Published ${bytes.length} bytes as ${published.kind} ${published.dataHash}`, receipt);
});
