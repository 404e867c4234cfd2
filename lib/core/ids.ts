/** Makes ids that nobody can guess. Injected, so that tests can name them. */
export type IdSource = { newId(): string };

export const randomIds: IdSource = { newId: () => crypto.randomUUID() };
