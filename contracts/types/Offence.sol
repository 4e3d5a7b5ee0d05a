// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";
import {OperatorId} from "./OperatorId.sol";
import {PoolId} from "./PoolId.sol";

/// @notice An offence, as the market that saw it reports it.
/// @param operator Who committed it.
/// @param pool The market's pool in which the operator consented to be slashed.
/// @param share Share of its slashable stake that it costs; at most the pool's maxSlashBps.
/// @param offence Unique among the market's offences; each is punished once.
/// @param victim Who is compensated, in Escrow credit.
/// @param loss What the victim lost, in the staking currency; compensation never exceeds it.
/// @param reporter Who is rewarded, in Escrow credit.
/// @param bountyBps The reporter's share of the slash; less than half.
/// @param jails Whether the operator is jailed as well.
struct Offence {
    OperatorId operator;
    PoolId pool;
    Bps share;
    bytes32 offence;
    address victim;
    uint128 loss;
    address reporter;
    Bps bountyBps;
    bool jails;
}
