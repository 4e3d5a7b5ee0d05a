// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICommittees} from "../interfaces/ICommittees.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {ISealBounties} from "../interfaces/ISealBounties.sol";
import {Committee} from "../types/Committee.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {NATIVE} from "../types/Currency.sol";
import {Payment} from "../types/Payment.sol";
import {PoolId} from "../types/PoolId.sol";

/// @title SealBounties
/// @notice Pays for seals. The Escrow holds the funds.
contract SealBounties is ISealBounties, AccessManaged, ReentrancyGuardTransient {
    /// @dev A pool's fund, what it pays, and when it last did.
    struct Fund {
        // slot 0
        uint128 amount;
        uint40 lastSealedAt;
        uint32 lastNumber;
        bool hasOwnPrice;
        // slot 1
        uint96 perSeat;
    }

    /// @notice Shortest time between two seals of a pool that both earn a bounty, in seconds: stake that moves a little
    /// in each block must not drain the fund.
    uint40 public constant SEAL_INTERVAL = 1 hours;

    /// @notice What pools pay for each seat that set nothing else, in wei.
    uint96 public immutable defaultPerSeat;
    /// @notice Holds the money.
    IEscrow public immutable escrow;
    /// @notice Knows the pools' owners.
    IOperatorRegistry public immutable registry;
    /// @notice Knows who sealed.
    ICommittees public immutable committees;

    mapping(PoolId pool => Fund fund) private _funds;

    /// @param authority AccessManager that decides who governs.
    constructor(
        address authority,
        IEscrow escrow_,
        IOperatorRegistry registry_,
        ICommittees committees_,
        uint96 defaultPerSeat_
    ) AccessManaged(authority) {
        (escrow, registry, committees) = (escrow_, registry_, committees_);
        defaultPerSeat = defaultPerSeat_;
    }

    /// @inheritdoc ISealBounties
    function fund(PoolId pool, uint128 amount) external payable nonReentrant {
        if (msg.value != 0 && msg.value != amount) revert SealBountyWrongValue(msg.value, amount);

        _funds[pool].amount += amount;

        emit SealingFunded(pool, msg.sender, amount);

        if (msg.value == 0) escrow.hold(msg.sender, NATIVE, amount);
        else escrow.holdValue{value: amount}();
    }

    /// @inheritdoc ISealBounties
    function setBountyPerSeat(PoolId pool, uint96 perSeat) external {
        if (registry.rulesOf(pool).owner != msg.sender) revert SealBountyNotOwner(pool, msg.sender);
        _setBounty(pool, perSeat);
    }

    /// @inheritdoc ISealBounties
    function setMarketBountyPerSeat(PoolId pool, uint96 perSeat) external restricted {
        if (registry.rulesOf(pool).owner != registry.rosterOf(pool).market) revert SealBountyNotOwner(pool, msg.sender);
        _setBounty(pool, perSeat);
    }

    function _setBounty(PoolId pool, uint96 perSeat) private {
        uint256 oldPerSeat = bountyPerSeatOf(pool);
        (_funds[pool].hasOwnPrice, _funds[pool].perSeat) = (true, perSeat);

        emit SealBountySet(pool, oldPerSeat, perSeat);
    }

    /// @inheritdoc ISealBounties
    function pay(CommitteeId id) external nonReentrant {
        Committee memory committee = committees.committeeOf(id);
        PoolId pool = id.poolOf();
        Fund storage account = _funds[pool];
        uint256 bounty = bountyPerSeatOf(pool) * committee.size;
        if (bounty > account.amount) bounty = account.amount;
        bool isNew = id.numberOf() > account.lastNumber;
        bool isSpaced = committee.sealedAt >= uint256(account.lastSealedAt) + SEAL_INTERVAL;
        if (!isNew || !isSpaced || bounty == 0) revert SealBountyNotDue(id);

        account.amount -= uint128(bounty);
        (account.lastSealedAt, account.lastNumber) = (committee.sealedAt, id.numberOf());

        emit SealBountyPaid(id, committee.sealer, bounty);

        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment(committee.sealer, uint128(bounty));
        escrow.release(NATIVE, payments);
    }

    /// @inheritdoc ISealBounties
    function fundOf(PoolId pool) external view returns (uint256) {
        return _funds[pool].amount;
    }

    /// @inheritdoc ISealBounties
    function bountyPerSeatOf(PoolId pool) public view returns (uint256) {
        return _funds[pool].hasOwnPrice ? _funds[pool].perSeat : defaultPerSeat;
    }
}
