// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {VRFV2PlusClient} from "@chainlink/contracts/src/v0.8/vrf/dev/libraries/VRFV2PlusClient.sol";
import {IVRFCoordinatorV2Plus} from "@chainlink/contracts/src/v0.8/vrf/dev/interfaces/IVRFCoordinatorV2Plus.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {IRandomnessBeacon} from "../interfaces/IRandomnessBeacon.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {NATIVE} from "../types/Currency.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title IProvingKeys
/// @notice The one view of Chainlink's coordinator that its published interface leaves out.
interface IProvingKeys {
    function s_provingKeys(bytes32 keyHash) external view returns (bool exists, uint64 maxGas);
}

/// @title ChainlinkBeacon
/// @notice Randomness in rounds from Chainlink VRF v2.5, paid in native coin.
/// @dev It owns its subscription, so no outside key can remove it as a consumer or cancel. Its coordinator is
/// immutable: Chainlink's own consumer base has an owner who could swap it and answer himself.
/// Warning: native coin once added to the subscription can only be spent on requests.
contract ChainlinkBeacon is IRandomnessBeacon, AccessManaged {
    /// @dev What is known of a round. The time of the newest request stands in the head; it comes here only when
    /// another request is sent while it is unanswered.
    struct Round {
        uint40 requestedAt;
        uint40 answeredAt;
        uint176 word;
    }

    /// @dev The open round.
    struct Head {
        uint32 openRound;
        bool isJoined;
        uint40 lastRequestAt;
        uint96 entryFee;
    }

    /// @notice How a deployment asks for randomness.
    /// @param keyHash Chainlink's proving key and gas lane.
    /// @param confirmations Blocks the answer waits for.
    /// @param callbackGasLimit Gas for storing an answer.
    /// @param minBlocksBetweenRequests Trades latency for cost.
    /// @param roundTimeout Blocks after which an unanswered round is void; beyond the coordinator's 256.
    /// @param entryFee Wei that one entry costs.
    struct Settings {
        bytes32 keyHash;
        uint16 confirmations;
        uint32 callbackGasLimit;
        uint32 minBlocksBetweenRequests;
        uint32 roundTimeout;
        uint96 entryFee;
    }

    /// @notice Thrown when somebody else than the coordinator answers.
    error BeaconNotCoordinator(address caller);

    /// @notice Thrown at deployment when the coordinator does not know the key: such a request could never be answered.
    error BeaconUnknownKey(bytes32 keyHash);

    /// @notice Thrown at deployment when a round would be void while the coordinator can still answer it.
    error BeaconTimeoutTooShort(uint32 roundTimeout, uint32 minimum);

    /// @notice Thrown when the entry fee would exceed its limit.
    error BeaconFeeTooHigh(uint96 entryFee, uint96 limit);

    /// @notice Thrown when native coin comes from elsewhere than the Escrow: the coordinator takes it directly.
    error BeaconNotEscrow(address sender);

    /// @notice Emitted when an entry costs another amount.
    event EntryFeeSet(uint96 oldFee, uint96 newFee);

    /// @notice Emitted when fees were moved to the subscription.
    event SubscriptionFunded(uint256 amount);

    /// @notice Blocks in which the coordinator can answer a request at most, plus one.
    uint32 public constant MIN_ROUND_TIMEOUT = 257;
    /// @notice Limit of the entry fee, in wei.
    uint96 public constant MAX_ENTRY_FEE = 0.05 ether;

    /// @notice Chainlink's coordinator.
    IVRFCoordinatorV2Plus public immutable coordinator;
    /// @notice Knows the approved markets.
    IStaking public immutable registry;
    /// @notice Holds the fees until `fund` moves them.
    IEscrow public immutable escrow;
    /// @notice The subscription that pays for requests.
    uint256 public immutable subscriptionId;
    /// @notice Chainlink's proving key and gas lane.
    bytes32 public immutable keyHash;
    /// @notice Blocks the answer waits for.
    uint16 public immutable confirmations;
    /// @notice Gas for storing an answer.
    uint32 public immutable callbackGasLimit;
    /// @notice Blocks between two requests at least.
    uint32 public immutable minBlocksBetweenRequests;
    /// @notice Blocks after which an unanswered round is void.
    uint32 public immutable roundTimeout;

    Head private _head;
    mapping(uint32 round => Round answer) private _rounds;
    mapping(uint256 requestId => uint32 round) private _roundOf;

    constructor(
        address authority,
        IVRFCoordinatorV2Plus coordinator_,
        IStaking registry_,
        IEscrow escrow_,
        Settings memory settings
    ) AccessManaged(authority) {
        (bool isKnown, ) = IProvingKeys(address(coordinator_)).s_provingKeys(settings.keyHash);
        if (!isKnown) revert BeaconUnknownKey(settings.keyHash);
        if (settings.roundTimeout < MIN_ROUND_TIMEOUT)
            revert BeaconTimeoutTooShort(settings.roundTimeout, MIN_ROUND_TIMEOUT);

        coordinator = coordinator_;
        registry = registry_;
        escrow = escrow_;
        keyHash = settings.keyHash;
        confirmations = settings.confirmations;
        callbackGasLimit = settings.callbackGasLimit;
        minBlocksBetweenRequests = settings.minBlocksBetweenRequests;
        roundTimeout = settings.roundTimeout;
        _head.openRound = 1;
        _setEntryFee(settings.entryFee);
        subscriptionId = coordinator_.createSubscription();
        coordinator_.addConsumer(subscriptionId, address(this));
    }

    /// @notice Takes what the Escrow pays out.
    receive() external payable {
        if (msg.sender != address(escrow)) revert BeaconNotEscrow(msg.sender);
    }

    /* ROUNDS */

    /// @inheritdoc IRandomnessBeacon
    function enter() external returns (uint32 round, uint256 fee) {
        if (!registry.isMarket(msg.sender)) revert BeaconNotMarket(msg.sender);

        Head storage head = _head;
        (round, fee) = (head.openRound, head.entryFee);
        // The market's own event names the round.
        if (!head.isJoined) head.isJoined = true;
    }

    /// @inheritdoc IRandomnessBeacon
    function request() external {
        Head memory head = _head;
        if (!head.isJoined) revert BeaconRoundEmpty(head.openRound);
        uint256 earliest = uint256(head.lastRequestAt) + minBlocksBetweenRequests;
        if (block.number < earliest) revert BeaconTooSoon(block.number, earliest);

        uint32 round = head.openRound;
        if (_rounds[round - 1].answeredAt == 0) _rounds[round - 1].requestedAt = head.lastRequestAt;
        _head = Head(round + 1, false, uint40(block.number), head.entryFee);
        uint256 requestId = coordinator.requestRandomWords(
            VRFV2PlusClient.RandomWordsRequest({
                keyHash: keyHash,
                subId: subscriptionId,
                requestConfirmations: confirmations,
                callbackGasLimit: callbackGasLimit,
                numWords: 1,
                extraArgs: VRFV2PlusClient._argsToBytes(VRFV2PlusClient.ExtraArgsV1({nativePayment: true}))
            })
        );
        _roundOf[requestId] = round;

        emit RoundRequested(round, requestId);
    }

    /// @notice Stores the answer to a request. Only the coordinator; never fails for it, since it does not retry.
    function rawFulfillRandomWords(uint256 requestId, uint256[] calldata words) external {
        if (msg.sender != address(coordinator)) revert BeaconNotCoordinator(msg.sender);

        uint32 round = _roundOf[requestId];
        delete _roundOf[requestId];
        if (round == 0 || isVoid(round)) {
            emit AnswerIgnored(round, requestId);
            return;
        }
        _rounds[round] = Round(_requestedAt(round), uint40(block.number), uint176(words[0]));

        emit RoundAnswered(round, requestId, words[0]);
    }

    /* MONEY */

    /// @notice Moves the fees that were earned to the subscription. Anyone may.
    function fund() external {
        uint256 amount = escrow.creditOf(address(this), NATIVE);
        if (amount != 0) escrow.withdraw(NATIVE, address(this), amount);
        uint256 balance = address(this).balance;

        emit SubscriptionFunded(balance);

        coordinator.fundSubscriptionWithNative{value: balance}(subscriptionId);
    }

    /// @notice Changes what an entry costs, in wei. Governance only.
    function setEntryFee(uint96 fee) external restricted {
        _setEntryFee(fee);
    }

    function _setEntryFee(uint96 fee) private {
        if (fee > MAX_ENTRY_FEE) revert BeaconFeeTooHigh(fee, MAX_ENTRY_FEE);

        emit EntryFeeSet(_head.entryFee, fee);

        _head.entryFee = fee;
    }

    /* VIEWS */

    /// @inheritdoc IRandomnessBeacon
    function seedOf(
        uint32 round,
        address market,
        TaskId id,
        bytes32 purpose
    ) external view returns (bytes32 seed, uint40 answeredAt) {
        Round memory answer = _rounds[round];
        if (answer.answeredAt == 0) revert BeaconRoundUnanswered(round);
        return (
            keccak256(abi.encode(answer.word, address(this), block.chainid, round, market, id, purpose)),
            answer.answeredAt
        );
    }

    /// @inheritdoc IRandomnessBeacon
    function openRound() external view returns (uint32) {
        return _head.openRound;
    }

    /// @inheritdoc IRandomnessBeacon
    function entryFee() external view returns (uint256) {
        return _head.entryFee;
    }

    /// @inheritdoc IRandomnessBeacon
    function isVoid(uint32 round) public view returns (bool) {
        uint256 requestedAt = _requestedAt(round);
        if (requestedAt == 0 || _rounds[round].answeredAt != 0) return false;
        return block.number > requestedAt + roundTimeout;
    }

    /// @inheritdoc IRandomnessBeacon
    function isAnswered(uint32 round) external view returns (bool) {
        return _rounds[round].answeredAt != 0;
    }

    /// @dev Block in which a round was closed; 0 while it can be joined.
    function _requestedAt(uint32 round) private view returns (uint40) {
        if (round != _head.openRound - 1) return _rounds[round].requestedAt;
        return round == 0 ? 0 : _head.lastRequestAt;
    }

    /// @notice What is known of a round: when it was asked for and answered, in blocks, and the stored word.
    function roundOf(uint32 round) external view returns (uint40 requestedAt, uint40 answeredAt, uint176 word) {
        return (_requestedAt(round), _rounds[round].answeredAt, _rounds[round].word);
    }

    /// @inheritdoc IRandomnessBeacon
    function pendingRequest() external view returns (bool isJoined, uint256 earliest) {
        return (_head.isJoined, uint256(_head.lastRequestAt) + minBlocksBetweenRequests);
    }
}
