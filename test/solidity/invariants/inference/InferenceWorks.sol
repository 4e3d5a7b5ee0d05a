// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VrfProof} from "../../../../contracts/interfaces/IVrfVerifier.sol";
import {NATIVE} from "../../../../contracts/types/Currency.sol";
import {InferenceStatus} from "../../../../contracts/types/InferenceStatus.sol";
import {
    GroupMember,
    InferenceFile,
    InferenceFlags,
    InferenceTask,
    InferenceTerms,
    ScoreOpening
} from "../../../../contracts/types/InferenceTask.sol";
import {TaskId} from "../../../../contracts/types/TaskId.sol";
import {VM} from "../../helpers/Vm.sol";
import {InferenceStage} from "./InferenceStage.sol";

/// @title InferenceWorks
/// @notice What creators and nodes know of the tasks that there are.
abstract contract InferenceWorks is InferenceStage {
    /// @dev A task. Tasks of one group name its first; that names itself once the others are created.
    struct Work {
        TaskId id;
        bytes32 guid;
        uint128 fee;
        uint64 first;
        uint64 second;
        bytes8 score;
    }

    bytes32 private constant PARAMETERS = keccak256("parameters");
    bytes32 private constant SALT = keccak256("salt");

    Work[] internal _works;
    mapping(uint256 index => bytes file) private _files;
    mapping(address creator => uint88 nonce) private _nonces;

    /* CREATION */

    function _post(address creator, bytes32 guid, InferenceTerms memory terms) internal returns (uint256 index) {
        index = _works.length;
        terms.nonce = ++_nonces[creator];
        terms.taskIdCommitment = keccak256(abi.encode(guid, uint256(terms.nonce)));
        VM.prank(creator);
        TaskId id = market.createTask(terms, _keys());
        InferenceFile memory file;
        (file.order.terms, file.order.keys) = (terms, _keys());
        (file.order.creator, file.order.createdAt) = (creator, uint40(_block));
        _works.push(Work(id, guid, terms.fee, 0, 0, 0));
        _keep(index, file);
    }

    function _drawTerms(uint256 seed) internal pure returns (InferenceTerms memory terms) {
        terms.models = new bytes32[](seed % 3);
        for (uint256 i; i < terms.models.length; ++i) terms.models[i] = keccak256(abi.encode(i));
        terms.minimumVram = uint8(_draw(seed, "vram", 0, 2) * 8);
        if (terms.minimumVram > 8) terms.requiredGpu = uint8(_draw(seed, "large", 0, 1) * 2);
        else terms.requiredGpu = uint8(_draw(seed, "gpu", 0, 2));
        terms.version = seed % 9 == 0 ? 0x020000 : uint24(0x010000 + _draw(seed, "minor", 0, 4) * 256);
        (terms.size, terms.executionBlocks) = (
            uint32(_draw(seed, "size", 1, 1_000)),
            uint16(_draw(seed, "time", 5, 40))
        );
        (terms.currency, terms.fee) = (NATIVE, uint88(_draw(seed, "fee", 1, 1 ether)));
        if (seed % 5 == 0) terms.fee = uint88(_draw(seed, "small", 1, 7));
        terms.parametersCommitment = keccak256(abi.encode(PARAMETERS, SALT));
        terms.publishers = new address[](1);
        terms.publishers[0] = PUBLISHER;
    }

    /* FILES */

    function _keep(uint256 index, InferenceFile memory file) internal {
        _files[index] = abi.encode(file);
    }

    function _fileOf(uint256 index) internal view returns (InferenceFile memory) {
        return abi.decode(_files[index], (InferenceFile));
    }

    function _taskOf(uint256 index) internal view returns (InferenceTask memory) {
        return market.taskOf(_works[index].id);
    }

    function _has(uint256 index, uint8 flag) internal view returns (bool) {
        return _taskOf(index).flags & flag != 0;
    }

    /* GROUPS */

    function _openingOf(uint256 index) internal view returns (ScoreOpening memory) {
        return ScoreOpening({score: abi.encodePacked(_works[index].score), salt: SALT});
    }

    /// @dev The members of a group, in the order of their creation.
    function _indicesOf(uint256 index) internal view returns (uint256[3] memory indices) {
        uint256 first = _works[index].first - 1;
        uint256 second = _works[first].second;
        return [first, second, second + 1];
    }

    function _idsOf(uint256[3] memory indices) internal view returns (TaskId[3] memory ids) {
        for (uint256 i; i < 3; ++i) ids[i] = _works[indices[i]].id;
    }

    /// @param hidden Bit i set: the score of member i is not told.
    function _membersOf(
        uint256[3] memory indices,
        uint256 hidden
    ) internal view returns (GroupMember[3] memory members) {
        for (uint256 i; i < 3; ++i) members[i] = _memberOf(indices[i], (hidden >> i) & 1 == 1);
    }

    function _memberOf(uint256 index, bool isHidden) internal view returns (GroupMember memory member) {
        InferenceFile memory file = _fileOf(index);
        (member.order, member.score, member.parametersSalt) = (file.order, file.score, SALT);
        member.opening = _openingOf(index);
        if (isHidden) member.opening.score = "";
    }

    function _parametersHash() internal pure returns (bytes32) {
        return PARAMETERS;
    }

    function _scoreSalt() internal pure returns (bytes32) {
        return SALT;
    }

    /* SAMPLING */

    function _isSampled(uint256 index) internal view returns (bool) {
        return _vrf.numberOf(_keys().vrfKey, market.samplingSeedOf(_works[index].id)) % MODULUS == 0;
    }

    function _noProof() internal pure returns (VrfProof memory proof) {}

    /* WHAT THERE IS */

    function taskCount() external view returns (uint256) {
        return _works.length;
    }

    function statusAt(uint256 index) public view returns (InferenceStatus) {
        return _taskOf(index).status;
    }

    /// @notice What the market owes for a task: its fee, until the task has ended and nobody has to fetch it.
    function owedFor(uint256 index) external view returns (uint256) {
        InferenceTask memory task = _taskOf(index);
        bool isHeld = !task.status.isOver() || task.flags & InferenceFlags.REFUNDABLE != 0;
        return isHeld ? _works[index].fee : 0;
    }

    /// @notice The node that a task keeps busy; 0 for none.
    function keptBusy(uint256 index) external view returns (uint256) {
        InferenceTask memory task = _taskOf(index);
        if (task.status == InferenceStatus.Queued || task.status.isOver()) return 0;
        bool isPassedOn =
            task.status == InferenceStatus.GroupValidated && market.groupOf(_works[index].id).uploader != 0;
        return isPassedOn ? 0 : task.node;
    }
}
