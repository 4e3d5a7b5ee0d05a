import { sendWrite } from "../client/sendWrite.ts";
import { type DeliveryReturnType, type DeliverParameters, deliveryOf } from "./delivery.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/**
 * Delivers an execution to its consumer on another chain, in its window. The assigned processor only, and once.
 *
 * @throws {MusterError} `GATEWAY_ALREADY_DELIVERED`, `GATEWAY_OUTSIDE_WINDOW`, `GATEWAY_UNKNOWN_ROOT`,
 * `GATEWAY_NOT_PROCESSOR`.
 */
export async function fulfillExecution(
  { gateway }: GatewayClient,
  { assignment, proof, execution, output, overrides = {} }: DeliverParameters,
): Promise<DeliveryReturnType> {
  const sending = async () => gateway.fulfill(assignment, [...proof], execution, output, overrides);
  return deliveryOf(gateway, await sendWrite(sending));
}
