/** The part of `VRFCoordinatorV2_5` that answering a request touches, as ethers reads it. */
export const vrfCoordinatorAbi = [
  "event RandomWordsRequested(bytes32 indexed keyHash, uint256 requestId, uint256 preSeed, uint256 indexed subId, uint16 minimumRequestConfirmations, uint32 callbackGasLimit, uint32 numWords, bytes extraArgs, address indexed sender)",
  "event RandomWordsFulfilled(uint256 indexed requestId, uint256 outputSeed, uint256 indexed subId, uint96 payment, bool nativePayment, bool success, bool onlyPremium)",
  "function fulfillRandomWords((uint256[2] pk, uint256[2] gamma, uint256 c, uint256 s, uint256 seed, address uWitness, uint256[2] cGammaWitness, uint256[2] sHashWitness, uint256 zInv) proof, (uint64 blockNum, uint256 subId, uint32 callbackGasLimit, uint32 numWords, address sender, bytes extraArgs) rc, bool onlyPremium) returns (uint96 payment)",
  "function s_requestCommitments(uint256) view returns (bytes32)",
  "function s_provingKeys(bytes32) view returns (bool exists, uint64 maxGas)",
  "function getSubscription(uint256 subId) view returns (uint96 balance, uint96 nativeBalance, uint64 reqCount, address subOwner, address[] consumers)",
  "error BlockhashNotInStore(uint256 blockNum)",
  "error GasPriceExceeded(uint256 gasPrice, uint256 maxGas)",
  "error IncorrectCommitment()",
  "error InsufficientBalance()",
  "error InvalidLinkWeiPrice(int256 linkWei)",
  "error MsgDataTooBig(uint256 have, uint32 max)",
  "error NoCorrespondingRequest()",
  "error NoSuchProvingKey(bytes32 keyHash)",
  "error PaymentTooLarge()",
  "error Reentrant()",
] as const;
