// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice A market as far as a relay knows it.
contract TaskPartiesMock {
    struct Parties {
        address creator;
        address node;
    }

    mapping(TaskId id => Parties parties) public partiesOf;

    function set(TaskId id, address creator, address node) external {
        partiesOf[id] = Parties(creator, node);
    }
}
