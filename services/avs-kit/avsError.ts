import { BaseError } from "../../sdk/errors/baseError.ts";

/** What an AVS throws to say why it cannot work or judge. Whoever asked reads it; every other error stays in the log. */
export class AvsError extends BaseError {}
