/**
 * Lets whatever else waits have its turn: between the pieces of long work, so that a webhook never waits for all of it.
 * Injected, since how to do it is the server's affair.
 */
export type GiveWay = () => Promise<void>;
