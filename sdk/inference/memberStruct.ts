import type { GroupMemberStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { GroupMember } from "./groupMember.ts";
import { orderStruct } from "./orderStruct.ts";

/** A member of a group as the contract's bindings want it. */
export function memberStruct(member: GroupMember): GroupMemberStruct {
  return { ...member, order: orderStruct(member.order) };
}
