/** An API Gateway HTTP API event (payload format 2.0) as handlers read it. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { config } from "../base/config.ts";
import { AppError, invalid } from "../base/errors.ts";
import { parseJson } from "../base/json.ts";
import { isEmptyList } from "../base/validation.ts";
import { readReason } from "./reason.ts";

const MAX_BODY_BYTES = 1_048_576;

export class ApiRequest {
  readonly #event: APIGatewayProxyEventV2;
  /** As sent, decoded once; the first value of a repeated parameter counts. */
  readonly query: URLSearchParams;

  constructor(event: APIGatewayProxyEventV2) {
    this.#event = event;
    this.query = new URLSearchParams(event.rawQueryString);
  }

  /** API Gateway's id of the request, returned as `x-request-id`. */
  get id(): string {
    return this.#event.requestContext.requestId;
  }

  /**
   * The origin of this stage's URL. API Gateway routes by this domain, so a caller cannot make it another API's; the
   * local front sets its own address.
   */
  get origin(): string {
    return config.apiUrl() ?? `https://${this.#event.requestContext.domainName}`;
  }

  /** A header by its lower-case name. An empty header counts as absent. */
  header(name: string): string | undefined {
    return this.#event.headers[name] || undefined;
  }

  get method(): string {
    return this.#event.requestContext.http.method;
  }

  get path(): string {
    return this.#event.rawPath;
  }

  /** The id in the path: either id of a customer, a plan's id or code, a subscription's id, or an error code. */
  get pathId(): string {
    return this.#event.pathParameters?.id ?? "";
  }

  /** The subscriber's name in the path. */
  get pathName(): string {
    return this.#event.pathParameters?.name ?? "";
  }

  /**
   * The body as parsed JSON, without a byte order mark. Python sends an empty object as no body at all, PHP as `[]`: both
   * become `{}`. Numbers that a double cannot hold are of `InexactNumber`.
   *
   * @throws AppError `unsupported_content_encoding` for all but `identity`
   * @throws AppError `payload_too_large` above 1 MB
   * @throws AppError `invalid_json` for a syntax error or bytes that are not UTF-8
   */
  json(): unknown {
    if (!isUnencoded(this.header("content-encoding"))) throw new AppError("unsupported_content_encoding");
    const { body = "", isBase64Encoded } = this.#event;
    const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
    if (bytes.length > MAX_BODY_BYTES) throw new AppError("payload_too_large");
    try {
      const text = isBase64Encoded ? new TextDecoder("utf-8", { fatal: true }).decode(bytes) : withoutMark(body);
      const value: unknown = text.trim() === "" ? {} : parseJson(text);
      return isEmptyList(value) ? {} : value;
    } catch (cause) {
      throw new AppError("invalid_json", { cause });
    }
  }

  /** The versions in If-Match (`"7"`, `W/"7"`, a list of them); undefined without the header and for `*`. */
  get ifMatch(): readonly number[] | undefined {
    const header = this.header("if-match")?.trim();
    if (header === undefined || header === "*") return undefined;
    const versions = Array.from(header.matchAll(/"(\d{1,15})"/g), ([, version]) => Number(version));
    // A tag in another format matches no version.
    return versions.length > 0 ? versions.slice(0, 20) : [0];
  }

  /** @throws AppError `validation_error` when it is longer than 255 characters */
  get idempotencyKey(): string | undefined {
    const key = this.header("idempotency-key");
    if (key !== undefined && key.length > 255)
      throw invalid([{ field: "Idempotency-Key", message: "must be at most 255 characters" }]);
    return key;
  }

  /** Why the caller changes something, if it says so. @throws AppError `validation_error` */
  get reason(): string | undefined {
    return readReason(this.header("x-reason"));
  }
}

/** The decoder of bytes takes it away too. */
const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);

/** Some callers name the charset here; it says nothing of how to read the body. */
const isUnencoded = (header = "identity"): boolean =>
  header.split(",").every((coding) => /^(identity|utf-?8)?$/i.test(coding.trim()));
