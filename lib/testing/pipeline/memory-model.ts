import { type SealedText, SHORT_MEMORY, type ShortMemory } from "@/lib/pipeline/hold/short-memory.port";

/** The short memory as plain objects. Pauses erase by `forget`, as the buffer's store does. */
export function createMemoryModel(now: () => number) {
  const kept = new Map<string, { accountId: string; ownReply: SealedText; customer: SealedText[] }>();
  const lives = ({ at }: SealedText): boolean => now() - at < SHORT_MEMORY.lifeMs;
  const memory: ShortMemory & { forget(conversation: string): void } = {
    remember: async ({ conversation, accountId }, { ownReply, customer }) => {
      const before = kept.get(conversation)?.customer ?? [];
      kept.set(conversation, {
        accountId,
        ownReply,
        customer: [...before, ...customer].slice(-SHORT_MEMORY.messages),
      });
    },
    recall: async (conversation) => {
      const known = kept.get(conversation);
      if (!known) return { ownReply: null, customer: [] };
      return {
        ownReply: lives(known.ownReply) ? known.ownReply.sealed : null,
        customer: known.customer.filter(lives).map(({ sealed }) => sealed),
      };
    },
    forgetAccount: async (accountId) => {
      for (const [conversation, one] of kept) if (one.accountId === accountId) kept.delete(conversation);
    },
    forget: (conversation) => void kept.delete(conversation),
  };
  return memory;
}
