import { formatTime } from "../../scripts/print/formatTime.ts";
import { readGateway } from "../../sdk/gateway/readGateway.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";

export default gatewayAction<object>(async ({ client, print }) => {
  const { homeChainId, market, maxAge, seedDelay, committee, proposal } = await readGateway(client);
  const proposed = proposal && `${proposal.id}, may be put in from ${formatTime(Number(proposal.readyAt))}`;
  print(`Gateway ${client.address}`);
  print([
    ["  home", `market ${market} of chain ${homeChainId}`],
    ["  committee", committee === undefined ? "none yet" : `${committee.id}, of ${committee.size} seats`],
    ["  counts until", committee === undefined ? "" : formatTime(Number(committee.expiresAt))],
    ["  proposed", proposed ?? "none"],
    ["  oldest that counts", `${maxAge} s`],
    ["  a proposal waits", `${seedDelay} s`],
  ]);
});
