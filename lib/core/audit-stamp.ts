/** Who does something, and what it is called in the audit log. Details are names of fields, never texts or tokens. */
export type AuditStamp = { tenantId: string; personId: string; action: string; at: Date };
