import { Interface } from "ethers";

import {
  AccessManager__factory,
  AttestationCenter__factory,
  ConsensusElection__factory,
  PriorityElection__factory,
  RandomElection__factory,
  RoundRobinElection__factory,
  SealBounties__factory,
  DefinitionRules__factory,
  ChainlinkBeacon__factory,
  Committees__factory,
  DataAvailability__factory,
  DestinationGateway__factory,
  DeviceAttestation__factory,
  DispatchLens__factory,
  DispatchRules__factory,
  Dispatcher__factory,
  Escrow__factory,
  IKeyKind__factory,
  OffenceRules__factory,
  OperatorRegistry__factory,
  ReceiptRoots__factory,
  ReputationLedger__factory,
  VRFCoordinatorV2_5__factory,
  Witnesses__factory,
  Groth16Verifier__factory,
  InferenceMarket__factory,
  JobMarket__factory,
  JobTemplates__factory,
  NodeDesk__factory,
} from "../../typechain-types/index.ts";

/** What ERC-20 tokens of OpenZeppelin revert with; see ERC-6093. */
const TOKEN_ERRORS = [
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
];

const abis = [
  Dispatcher__factory.abi,
  DispatchRules__factory.abi,
  DispatchLens__factory.abi,
  Escrow__factory.abi,
  OperatorRegistry__factory.abi,
  IKeyKind__factory.abi,
  Committees__factory.abi,
  DataAvailability__factory.abi,
  AttestationCenter__factory.abi,
  ConsensusElection__factory.abi,
  PriorityElection__factory.abi,
  RandomElection__factory.abi,
  RoundRobinElection__factory.abi,
  SealBounties__factory.abi,
  DefinitionRules__factory.abi,
  OffenceRules__factory.abi,
  ChainlinkBeacon__factory.abi,
  Groth16Verifier__factory.abi,
  DeviceAttestation__factory.abi,
  DestinationGateway__factory.abi,
  Witnesses__factory.abi,
  ReceiptRoots__factory.abi,
  InferenceMarket__factory.abi,
  NodeDesk__factory.abi,
  JobMarket__factory.abi,
  JobTemplates__factory.abi,
  ReputationLedger__factory.abi,
  AccessManager__factory.abi,
  VRFCoordinatorV2_5__factory.abi,
  TOKEN_ERRORS,
];

/** Every error that a call of the suite can revert with. */
export const suiteInterface = new Interface([
  ...new Set(abis.flatMap((abi) => errorsOf(new Interface(abi as ConstructorParameters<typeof Interface>[0])))),
]);

function errorsOf(abi: Interface): string[] {
  return abi.fragments.filter(({ type }) => type === "error").map((fragment) => fragment.format("full"));
}
