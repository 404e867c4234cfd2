/**
 * Messages that the owner thought up to place a rule's threshold by: some that it should take, some that it shouldn't.
 * They stand beside the reply config and are no part of it: exports and imports know nothing of them.
 */
export type RulePhrases = { should: string[]; shouldNot: string[] };

export const NO_PHRASES: RulePhrases = { should: [], shouldNot: [] };

/** How many of each kind. One of them may be as long as an example message. */
export const PHRASES_OF_A_KIND = 20;
