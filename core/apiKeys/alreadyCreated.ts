import { AppError } from "../base/errors.ts";

/** A create repeated with its Idempotency-Key: the secret was in the first answer alone, and is stored nowhere. */
export class AlreadyCreated extends AppError {
  /** The key that the first request made. */
  readonly apiKeyId: string;

  constructor(apiKeyId: string) {
    super("api_key_already_created");
    this.apiKeyId = apiKeyId;
  }
}
