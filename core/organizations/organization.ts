/** Organizations are the tenants: each has its customers, its API keys and the secret its derived ids are keyed with. */
export interface Organization {
  /** `org_…`, letters, digits, `_` and `-`; never a `#`, which ends it inside keys. */
  id: string;
  name: string;
  /** 32 bytes, base64. Permanent: derived customer ids, and with them idempotent create, stand on it. */
  idSecret: string;
}

export const isOrganizationId = (id: string): boolean => /^org_[A-Za-z0-9_-]{1,60}$/.test(id);
