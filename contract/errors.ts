/** The closed set of errors that any Keepsake process may answer with, and the HTTP status of each. */

/** Error code → HTTP status. Codes shared with MemoryLake's public API keep its spelling. */
export const errorStatus = {
  VALIDATION_ERROR: 400,
  UNAUTHORIZED: 401,
  KEY_EXPIRED: 401,
  KEY_REVOKED: 401,
  FORBIDDEN: 403,
  READ_ONLY_KEY: 403,
  /** The account was suspended by who runs the server. */
  ACCOUNT_SUSPENDED: 403,
  QUOTA_EXCEEDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  DRIVE_ITEM_CONFLICT: 409,
  VERSION_CONFLICT: 409,
  STATE_NOT_READY: 409,
  /** The device was restored from a backup, or cloned: it registers anew. */
  DEVICE_FORKED: 409,
  /** The server was restored to an earlier day than what it told the device of: the device compares what both have. */
  SERVER_WENT_BACK: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  /** Another request is adding to the same upload. */
  UPLOAD_LOCKED: 423,
  RATE_LIMIT_EXCEEDED: 429,
  /** The bytes that arrived are not those that were announced; the status is tus's own. */
  CHECKSUM_MISMATCH: 460,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  STORAGE_FULL: 507,
  /** Another server already has this data folder open. */
  DATA_FOLDER_IN_USE: 503,
  /** The data folder was written by a newer Keepsake. */
  DATA_FOLDER_NEWER: 503,
  /** The data folder cannot be opened with the key at hand, or its bytes are damaged. */
  DATA_FOLDER_UNREADABLE: 503,
  /** Neither a keychain nor a passphrase is available, or what they hold does not fit. */
  SECRETS_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Whether `code`, as read from another process, is one of ours. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorStatus, code);
}

export interface ErrorDetails {
  /** Seconds to wait before the same request may succeed. */
  retry_after?: number;
  [name: string]: unknown;
}

/**
 * The one error class of Keepsake. `message` says what happened, to what, and what to do;
 * it never holds a secret or a person's content.
 *
 * @example throw new KeepsakeError('NOT_FOUND', `No memory ${id} in this project. List them to find its id.`)
 */
export class KeepsakeError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KeepsakeError';
    this.code = code;
    this.details = details;
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return errorStatus[this.code];
  }
}

/** Any thrown value as a KeepsakeError; what is not one becomes INTERNAL, with the original as its cause. */
export function toKeepsakeError(error: unknown): KeepsakeError {
  if (error instanceof KeepsakeError) return error;
  return new KeepsakeError(
    'INTERNAL',
    'Something went wrong inside Keepsake. The server log has the details.',
    undefined,
    error,
  );
}
