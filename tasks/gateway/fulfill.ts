import { fulfillExecution } from "../../sdk/gateway/fulfillExecution.ts";
import { deliveryAction } from "../helpers/deliveryAction.ts";

export default deliveryAction(fulfillExecution, "Delivered");
