import { sendWrite } from "../client/sendWrite.ts";
import { type DeliveryReturnType, type DeliverParameters, deliveryOf } from "./delivery.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/**
 * Calls a consumer again that did not take a delivery. Anyone may, for a week after the window.
 *
 * @throws {MusterError} `GATEWAY_NOTHING_TO_RETRY`, `GATEWAY_RETRY_OVER`, `GATEWAY_UNKNOWN_ROOT`.
 */
export async function retryExecution(
  { gateway }: GatewayClient,
  { assignment, proof, execution, output, overrides = {} }: DeliverParameters,
): Promise<DeliveryReturnType> {
  const sending = async () => gateway.retry(assignment, [...proof], execution, output, overrides);
  return deliveryOf(gateway, await sendWrite(sending));
}
