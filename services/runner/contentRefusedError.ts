import { BaseError } from "../../sdk/errors/baseError.ts";

/** Why content is not used, however often it is fetched. */
export type ContentRefusal = "notAllowed" | "tooLarge" | "hashMismatch" | "notText";

/** Thrown when content is not what was promised, or not what this runner takes. */
export class ContentRefusedError extends BaseError {
  readonly url: string;
  readonly refusal: ContentRefusal;

  constructor(url: string, refusal: ContentRefusal, reason: string) {
    super("CONTENT_REFUSED", `${url} is refused: ${reason}`);
    this.url = url;
    this.refusal = refusal;
  }
}
