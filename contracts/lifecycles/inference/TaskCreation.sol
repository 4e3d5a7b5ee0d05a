// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {BabyJubjub} from "../../libraries/BabyJubjub.sol";
import {PriceQueue} from "../../libraries/PriceQueue.sol";
import {Currency, NATIVE} from "../../types/Currency.sol";
import {modelBits} from "../../types/InferenceNode.sol";
import {InferenceStatus} from "../../types/InferenceStatus.sol";
import {
    ApplicationKeys,
    InferenceError,
    InferenceOrder,
    InferenceTask,
    InferenceTerms,
    InferenceType
} from "../../types/InferenceTask.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceNodes} from "./InferenceNodes.sol";
import {InferenceStore} from "./InferenceStore.sol";
import {NodeBook} from "./NodeBook.sol";

/// @title TaskCreation
/// @notice Applications and their tasks.
abstract contract TaskCreation is InferenceNodes, Pausable {
    using InferenceStore for InferenceStore.Store;
    using NodeBook for NodeBook.Book;

    /// @dev An application's keys, and the last nonce that it used.
    struct Application {
        uint160 keysHash;
        uint96 lastNonce;
    }

    /// @notice Most models that a task may name.
    uint256 public constant MAX_MODELS = 8;
    /// @notice Most publishers that a task may accept.
    uint256 public constant MAX_PUBLISHERS = 8;
    /// @dev A task pays for the round that draws its node, and for the one that chooses which chunks are proven.
    uint256 private constant ENTRIES = 2;
    uint256 private constant RATE_UNIT = 1e18;
    /// @dev Order of the field of secp256k1.
    uint256 private constant FIELD = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @notice What one unit of a currency is worth in the staking currency, 18 decimals.
    mapping(Currency currency => uint256 rate) public feeRateOf;
    mapping(address creator => Application application) private _applications;

    constructor() {
        feeRateOf[registry.stakeCurrency()] = RATE_UNIT;
    }

    /* APPLICATIONS */

    /// @inheritdoc IInferenceMarket
    function registerApplication(ApplicationKeys calldata keys, uint256[2] calldata encryptionEighth) external {
        uint256 x = keys.vrfKey[0];
        uint256 y = keys.vrfKey[1];
        bool isOnCurve =
            x < FIELD && y < FIELD && mulmod(y, y, FIELD) == addmod(mulmod(mulmod(x, x, FIELD), x, FIELD), 7, FIELD);
        if (!isOnCurve) revert InferenceBadKey(x, y);
        _requireEncryptionKey(keys.encryptionKey, encryptionEighth);

        _applications[msg.sender].keysHash = _hashKeys(keys);

        emit ApplicationRegistered(msg.sender, keys);
    }

    /// @dev Eight times a point of the curve is in the right subgroup; the neutral point, of which x is 0, is no key.
    function _requireEncryptionKey(uint256[2] calldata key, uint256[2] calldata eighth) private pure {
        bool isKey =
            key[0] != 0 &&
                BabyJubjub.isOnCurve(eighth[0], eighth[1]) &&
                BabyJubjub.isEightTimes(key[0], key[1], eighth[0], eighth[1]);
        if (!isKey) revert InferenceBadKey(key[0], key[1]);
    }

    function _hashKeys(ApplicationKeys calldata keys) private pure returns (uint160) {
        return uint160(uint256(keccak256(abi.encode(keys))));
    }

    /* CREATION */

    /// @inheritdoc IInferenceMarket
    function createTask(
        InferenceTerms calldata terms,
        ApplicationKeys calldata keys
    ) external payable whenNotPaused nonReentrant returns (TaskId id) {
        id = taskIdOf(msg.sender, terms.taskIdCommitment);
        if (_store.tasks[id].status != InferenceStatus.None)
            revert InferenceCommitmentUsed(msg.sender, terms.taskIdCommitment);
        _useNonce(terms.nonce, keys);
        uint256 bondedFee = _requireSound(terms);

        (uint32 round, uint256 entryFee) = beacon.enter();
        InferenceOrder memory order = InferenceOrder(terms, keys, msg.sender, uint40(block.number));
        _store.tasks[id] = InferenceTask({
            creator: msg.sender,
            status: InferenceStatus.None,
            priceLevel: PriceQueue.levelOf(bondedFee / terms.size),
            minimumVram: terms.minimumVram,
            requiredGpu: terms.requiredGpu,
            version: terms.version,
            round: round,
            error: InferenceError.None,
            bondedFee: uint88(bondedFee),
            node: 0,
            place: _store.book.enter(round),
            since: 0,
            models: modelBits(terms.models),
            executionBlocks: terms.executionBlocks,
            flags: 0,
            record: keccak256(abi.encode(order))
        });
        _store.move(id, InferenceStatus.Queued);

        emit TaskCreated(id, msg.sender, round, order);

        _lock(terms.currency, terms.fee, ENTRIES * entryFee);
    }

    function _useNonce(uint88 nonce, ApplicationKeys calldata keys) private {
        Application memory application = _applications[msg.sender];
        if (application.keysHash == 0 || application.keysHash != _hashKeys(keys))
            revert InferenceUnknownKeys(msg.sender);
        if (nonce <= application.lastNonce) revert InferenceNonceUsed(msg.sender, nonce, application.lastNonce);
        _applications[msg.sender].lastNonce = nonce;
    }

    function _requireSound(InferenceTerms calldata terms) private view returns (uint256) {
        if (terms.fee == 0) revert InferenceNoFee();
        if (terms.size == 0) revert InferenceZeroSize();
        if (terms.taskType > uint8(type(InferenceType).max)) revert InferenceUnknownType(terms.taskType);
        if (terms.models.length > MAX_MODELS) revert InferenceTooManyModels(terms.models.length, MAX_MODELS);
        uint256 publishers = terms.publishers.length;
        if (publishers == 0 || publishers > MAX_PUBLISHERS) revert InferenceBadPublishers(publishers, MAX_PUBLISHERS);
        uint256 blocks = terms.executionBlocks;
        if (blocks < _minExecution || blocks > _maxExecution)
            revert InferenceBadExecutionBlocks(blocks, _minExecution, _maxExecution);
        _requirePossible(terms.requiredGpu, terms.minimumVram);
        return _bondFor(terms);
    }

    /// @dev The fee in the staking currency.
    function _bondFor(InferenceTerms calldata terms) private view returns (uint256 bondedFee) {
        uint256 rate = feeRateOf[terms.currency];
        if (rate == 0) revert InferenceUnknownCurrency(terms.currency);
        // Rounded up: what is bonded is never less than what is paid.
        bondedFee = (terms.fee * rate + RATE_UNIT - 1) / RATE_UNIT;
        if (bondedFee > type(uint88).max) revert InferenceFeeTooHigh(bondedFee, type(uint88).max);
    }

    function _requirePossible(uint8 requiredGpu, uint8 minimumVram) private view {
        if (requiredGpu == 0) return;
        uint8 vram = _store.book.vramOf(requiredGpu - 1);
        if (vram == 0) revert InferenceUnknownGpu(requiredGpu - 1);
        if (vram < minimumVram) revert InferenceImpossibleGpu(requiredGpu, minimumVram);
    }

    /// @dev Holds the fee, and pays the beacon for its rounds.
    function _lock(Currency currency, uint256 fee, uint256 entries) private {
        uint256 native = entries + (currency.isNative() ? fee : 0);
        if (msg.value != 0 && msg.value != native) revert InferenceWrongValue(msg.value, native);

        if (msg.value != 0) escrow.holdValue{value: msg.value}();
        else if (native != 0) escrow.hold(msg.sender, NATIVE, native);
        if (!currency.isNative()) escrow.hold(msg.sender, currency, fee);
        InferenceStore.release(_wiring(), NATIVE, address(beacon), entries, address(0), 0);
    }

    /* VIEWS */

    /// @inheritdoc IInferenceMarket
    function taskIdOf(address creator, bytes32 taskIdCommitment) public view returns (TaskId) {
        return InferenceStore.idOf(creator, taskIdCommitment);
    }

    /// @inheritdoc IInferenceMarket
    function applicationOf(address application) external view returns (uint160 keysHash, uint96 lastNonce) {
        Application memory known = _applications[application];
        return (known.keysHash, known.lastNonce);
    }
}
