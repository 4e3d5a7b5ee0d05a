import { retryExecution } from "../../sdk/gateway/retryExecution.ts";
import { deliveryAction } from "../helpers/deliveryAction.ts";

export default deliveryAction(retryExecution, "Tried again");
