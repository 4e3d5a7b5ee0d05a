import { acceptAssignmentRoot } from "../../sdk/gateway/acceptAssignmentRoot.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";
import { parseWord } from "../helpers/parseWord.ts";

interface Arguments {
  readonly root: string;
  readonly issuedAt: string;
  readonly signers: string;
  readonly signature: string;
}

export default gatewayAction<Arguments>(async ({ client, report }, { root, issuedAt, signers, signature }) => {
  const signed = { issuedAt: parseWord("issuedAt", issuedAt), signers: parseWord("signers", signers), signature };
  report("The root is accepted", await acceptAssignmentRoot(client, { root, ...signed }));
});
