import { hashBytes } from "../../sdk/availability/hashBytes.ts";
import { uploadBlob } from "../../sdk/availability/uploadBlob.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { type BlobArguments, blobOfFile } from "../helpers/blobOfFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments extends BlobArguments {
  readonly relay: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { relay, ...given }) => {
  const { blob, bytes } = blobOfFile(given);
  const { chainId, addresses } = client.deployment;
  const scope = { chainId, availability: addresses.availability };
  const signer = signerOf(client);
  const answer = await uploadBlob({ relay, signer, blob, bytes, digest: hashBytes(bytes), ...scope });
  print(`Uploaded ${bytes.length} bytes`);
  print([
    ["  data hash", blob.dataHash],
    ["  leaf", answer.leaf],
    ["  content", answer.uri],
    ["  publisher", answer.publisher],
  ]);
});
