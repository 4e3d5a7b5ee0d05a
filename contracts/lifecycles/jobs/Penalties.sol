// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {IOperatorRegistry} from "../../interfaces/IOperatorRegistry.sol";
import {Bps} from "../../types/Bps.sol";
import {JobSlot, JobTerms} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {Offence} from "../../types/Offence.sol";
import {OperatorId} from "../../types/OperatorId.sol";
import {Membership} from "../../types/Pool.sol";
import {JobStore} from "./JobStore.sol";

/// @title Penalties
/// @notice What silence costs, and what is remembered of a processor. Neither ever stands between a job and its end.
/// @dev Linked, not inlined: it keeps the desks within the size limit.
library Penalties {
    /// @notice Most failures that are remembered of executions missed in a row: each costs gas.
    uint256 internal constant MAX_REMEMBERED = 8;
    /// @dev In place of an execution: the acknowledgment was missed.
    uint256 internal constant ACKNOWLEDGMENT = type(uint256).max;

    /// @notice Counts the executions of a slot from the next one to another as missed.
    /// @param slot The slot; its next execution is `until` afterwards. The caller stores it.
    function miss(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index,
        JobSlot memory slot,
        uint256 until
    ) external {
        uint256 from = slot.next;
        uint256 count = until - from;

        emit IJobMarket.ExecutionsMissed(id, slot.processor, index, from, until);

        // Who works for nothing owes nothing; and a verifier that nobody vetted may have refused an honest output.
        if (slot.fee == 0 || store.heads[id].isBlameless) return;
        uint256 share = Math.min(
            count * Bps.unwrap(wiring.settings.missedBps()),
            Bps.unwrap(wiring.settings.missedLimitBps())
        );
        address controller = wiring.ground.registry.identityOf(slot.processor).controller;
        _punish(store, wiring, id, terms, index, slot, controller, uint16(share), count * slot.fee, from);
        uint256 failures = Math.min(count, MAX_REMEMBERED);
        for (uint256 i; i < failures; ++i) remember(wiring, terms, slot, controller, false);
    }

    /// @notice Punishes a processor that was matched and did not answer.
    function missAcknowledgment(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index,
        JobSlot memory slot
    ) external {
        emit IJobMarket.SlotUnacknowledged(id, slot.processor, index);

        if (slot.fee == 0) return;
        uint16 share = Bps.unwrap(wiring.settings.silenceBps());
        address controller = wiring.ground.registry.identityOf(slot.processor).controller;
        _punish(store, wiring, id, terms, index, slot, controller, share, slot.fee, ACKNOWLEDGMENT);
        remember(wiring, terms, slot, controller, false);
    }

    function _punish(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        uint256 index,
        JobSlot memory slot,
        address controller,
        uint16 share,
        uint256 loss,
        uint256 execution
    ) private {
        IOperatorRegistry registry = wiring.ground.registry;
        if (!_isPunishable(wiring, slot.processor)) return;
        Offence memory offence;
        (offence.operator, offence.pool, offence.share) = (slot.processor, wiring.pool, Bps.wrap(share));
        offence.offence = keccak256(abi.encode(id, store.heads[id].round, index, execution));
        offence.victim = terms.consumer;
        // A loss in another currency cannot be compared with the slash, which then goes to the treasury.
        offence.loss = terms.currency == registry.stakeCurrency() ? uint128(loss) : 0;
        // Nobody is rewarded for telling of its own silence.
        if (msg.sender != controller)
            (offence.reporter, offence.bountyBps) = (msg.sender, wiring.settings.reporterBps());
        registry.slash(offence);
    }

    /// @dev Whom the registry would not punish, the market does not: governance approves of the market, and the
    /// processor is in its pool or left it a short while ago.
    function _isPunishable(JobStore.Wiring memory wiring, OperatorId processor) private view returns (bool) {
        IOperatorRegistry registry = wiring.ground.registry;
        if (!registry.isMarket(address(this))) return false;
        Membership memory membership = registry.membershipOf(wiring.pool, processor);
        return membership.isLive || block.timestamp <= uint256(membership.leftAt) + registry.unbondingPeriod();
    }

    /// @dev Reputation informs: a market that governance no longer approves passes it over.
    function remember(
        JobStore.Wiring memory wiring,
        JobTerms calldata terms,
        JobSlot memory slot,
        address controller,
        bool isSuccess
    ) internal {
        if (slot.fee == 0 || !wiring.ground.registry.isMarket(address(this))) return;
        wiring.ground.reputation.record(
            slot.processor,
            controller,
            terms.consumer,
            terms.currency,
            slot.fee,
            isSuccess
        );
    }
}
