import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountWithConfig } from "@/lib/accounts/account";
import { UpstreamError } from "@/lib/core/errors";
import { chooseReply } from "@/lib/pipeline/answer/choose-reply";
import type { IntentPorts } from "@/lib/pipeline/answer/match-turn";
import { ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import { DEFAULT_SETTINGS } from "@/lib/pipeline/settings";
import {
  newAccountConfig,
  type ReplyConfig,
  type ReplyRule,
  type StoredConfig,
  type StoredRule,
} from "@/lib/rules/config/reply-config";
import { readStoredRule } from "@/lib/rules/config/stored-rule";
import { createBackground } from "@/lib/rules/intent/automatic-rules";
import { createVectorLoader } from "@/lib/rules/intent/embed-waiting-phrases";
import type { IntentVector } from "@/lib/rules/intent/intent-vectors";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { createPipelineWorld, customerMessage, DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { propertyRuns } from "@/lib/testing/property-runs";
import { previewLines, scorePhrases, type TrialPorts } from "./preview-lines";
import type { PreviewFacts } from "./preview-reply";

const now = new Date(Date.UTC(2026, 10, 1));
const facts: PreviewFacts = {
  now,
  settings: DEFAULT_SETTINGS,
  persona: { status: "approved" },
  safetyOf: () => ({ status: "approved" }),
  credits: 5,
  isFirstContact: false,
};
const owner = (config: Partial<StoredConfig>, anyLanguage = false): AccountWithConfig => ({
  account: DEMO_ACCOUNT,
  config: { ...newAccountConfig(), ...config },
  configVersion: 1,
  intentInAnyLanguage: anyLanguage,
  facts: null,
  shortMemory: false,
  moreOwnWords: NO_MORE_WORDS,
});

/** Meaning as a scripted place on a circle: texts of one length and beginning point the same way. */
function vectorOf(text: string): IntentVector {
  const angle = (text.length * 7 + (text.codePointAt(0) ?? 0)) % 60;
  return Float32Array.from([Math.cos(angle / 20), Math.sin(angle / 20)]);
}
const embed: IntentPorts["embed"] = async (texts) => texts.map(vectorOf);
const detectLanguage: IntentPorts["detectLanguage"] = (text) => ({
  language: text.length % 2 ? "es" : "en",
  reliable: true,
});

const PIECES = ["open", "hours", "book", "art", "Ünder", "é", "кто", "👍", " ", "?", "!", "tomorrow", "straße", "\t"];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
const words = text.filter((one) => one.trim() !== "");
const rule = fc.record(
  {
    id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    label: fc.constant("label"),
    enabled: fc.boolean(),
    matcher: fc.oneof(
      fc.record(
        {
          kind: fc.constant("static_text" as const),
          keywords: fc.array(words, { minLength: 1, maxLength: 2 }),
          whole_word: fc.boolean(),
        },
        { requiredKeys: ["kind", "keywords"] },
      ),
      fc.record(
        {
          kind: fc.constant("prompt" as const),
          description: words,
          threshold: fc.integer({ min: 50, max: 95 }).map((n) => n / 100),
          examples: fc.array(words, { maxLength: 2 }),
        },
        { requiredKeys: ["kind", "description", "threshold"] },
      ),
    ),
    response: fc.record({
      kind: fc.constantFrom("canned" as const, "prompt" as const),
      text: fc.constantFrom("one", "two"),
    }),
  },
  { requiredKeys: ["id", "label", "matcher", "response"] },
);
const broken = fc.constantFrom(
  readStoredRule({ id: "x", label: "", enabled: null, matcher: null, response: undefined }),
  readStoredRule({ id: "y", label: "y", enabled: null, matcher: { kind: "static_text", keywords: [7] }, response: {} }),
);
const rules = fc.uniqueArray<StoredRule, string>(
  fc.oneof({ weight: 12, arbitrary: rule }, { weight: 1, arbitrary: broken }),
  { selector: ({ id }) => id, maxLength: 5 },
);

const giveWay = async () => undefined;
const loadBackground = async () => null;

describe("the playground", () => {
  it("previews what the pipeline chooses, saved or not: random lists, ten messages each", async () => {
    const lines = fc.uniqueArray(words, { minLength: 10, maxLength: 10 });
    let cases = 0;
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(rules, rules, lines, fc.boolean(), async (before, after, texts, anyLanguage) => {
        const draft = owner({ rules: after }, anyLanguage);
        const stored = after.flatMap(({ matcher }) =>
          matcher.kind === "prompt" ? [matcher.description, ...(matcher.examples ?? [])] : [],
        );
        // The pipeline has the draft saved and embedded; the playground has it as an edit of another list.
        const phrases = async () =>
          stored.map((phrase) => ({
            phrase: phrase.trim(),
            vector: vectorOf(phrase.trim()),
            refused: false,
            earlier: null,
          }));
        const pipeline: IntentPorts = {
          embed,
          detectLanguage,
          isMultilingual: false,
          loadVectors: createVectorLoader(phrases),
        };
        const playground = {
          embed,
          detectLanguage,
          isMultilingual: false,
          loadVectors: async () => ({ vectors: new Map(), earlier: null }),
          giveWay,
          loadBackground,
        };
        const tried = await previewLines(playground, {
          owner: owner({ rules: before }, anyLanguage),
          // An import holds sound rules only; what the playground makes of broken ones is asked here all the same.
          edits: [{ kind: "replace", config: draft.config as ReplyConfig }],
          lines: texts,
          loadPhrases: async () => [],
          facts,
        });
        for (const [index, line] of texts.entries()) {
          const body = {
            sender: { kind: "phone" as const, value: "1" },
            senderName: "A",
            text: line,
            unseen: null,
            asks: false,
            sentAt: now.getTime(),
          };
          const choice = await chooseReply(pipeline, draft, [{ messageId: "m", body }], {
            ...NO_MOMENT,
            at: now,
            followUp: null,
            asked: false,
          });
          const previewed = tried.lines[index];
          cases += 1;
          kinds.add(String(choice.match?.matchedBy.kind));
          if (previewed?.ruleId !== choice.match?.ruleId) {
            expect({ line, winner: previewed?.ruleId }).toEqual({ line, winner: choice.match?.ruleId });
          }
          const sent = choice.kind === "text" ? choice.text : null;
          const shown = previewed?.sends.kind === "text" ? previewed.sends.text : null;
          if (sent !== shown) expect({ line, shown }).toEqual({ line, shown: sent });
        }
      }),
      { numRuns: propertyRuns(1_000) },
    );
    expect(cases).toBe(propertyRuns(1_000) * 10);
    expect(kinds).toEqual(new Set(["static_text", "prompt", "default"]));
  });

  it("previews what a customer gets who sends the line: the whole pipeline", async () => {
    await fc.assert(
      fc.asyncProperty(rules, words, async (list, line) => {
        const canned = list.filter(({ response }) => response.kind !== "prompt");
        const world = createPipelineWorld({ rules: canned });
        const vectors = await createVectorLoader(async () =>
          canned.flatMap(({ matcher }) =>
            matcher.kind === "prompt"
              ? [matcher.description, ...(matcher.examples ?? [])].map((one) => ({
                  phrase: one.trim(),
                  vector: vectorOf(one.trim()),
                  refused: false,
                  earlier: null,
                }))
              : [],
          ),
        )(world.owner);
        world.intents = { embed, detectLanguage, isMultilingual: false, loadVectors: async () => vectors };
        const { lines } = await previewLines(
          { ...world.intents, giveWay, loadBackground },
          {
            owner: world.owner,
            edits: [],
            lines: [line],
            loadPhrases: async () => [],
            facts,
          },
        );
        const { wakeUps } = await ingestDelivery(world.ports, {
          channel: "whatsapp",
          messages: [customerMessage("wamid.1", line)],
          statuses: [],
          echoes: [],
          displayAddresses: new Map(),
          skipped: [],
        });
        for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
        expect(lines[0]?.sends).toEqual({ kind: "text", text: world.accepted[0]?.text });
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  const hours: ReplyRule = {
    id: "hours",
    label: "Hours",
    matcher: { kind: "static_text", keywords: ["open"] },
    response: { kind: "canned", text: "7 to 7" },
  };
  const booking: ReplyRule = {
    id: "booking",
    label: "Booking",
    matcher: { kind: "prompt", description: "book", threshold: 0.95 },
    response: { kind: "prompt", text: "Ask which day." },
  };
  const vectors = new Map([["booking", [vectorOf("book")]]]);
  const ports: TrialPorts = {
    embed,
    detectLanguage,
    isMultilingual: false,
    loadVectors: async () => ({ vectors, earlier: null }),
    giveWay,
    loadBackground,
  };
  const trial = { edits: [], loadPhrases: async () => [], facts };

  it("says what would block an answer, in the pipeline's order, and what is sent instead", async () => {
    const blocked: PreviewFacts = {
      ...facts,
      persona: { status: "pending", attempts: 1 },
      safetyOf: () => null,
      credits: 0,
    };
    const config = { rules: [booking], on_ai_blocked: "default" as const };
    const { lines } = await previewLines(ports, { ...trial, owner: owner(config), lines: ["book"], facts: blocked });
    expect(lines[0]).toMatchObject({
      ruleId: "booking",
      why: { kind: "intent" },
      blocks: ["ai_blocked_persona", "ai_blocked_rule", "no_credit"],
      sends: { kind: "text", text: "Thanks for your message! We will answer as soon as we can." },
      priceCredits: 0,
    });
    const off = await previewLines(ports, {
      ...trial,
      owner: owner({ rules: [hours], enabled: false }),
      lines: ["open"],
    });
    expect(off.lines[0]).toMatchObject({ ruleId: "hours", blocks: ["account_disabled"], sends: { kind: "nothing" } });
  });

  it("shows how near the others came, those below the winner too", async () => {
    const { lines } = await previewLines(ports, {
      ...trial,
      owner: owner({ rules: [hours, booking] }),
      lines: ["open"],
    });
    expect(lines[0]?.others).toMatchObject([{ ruleId: "booking" }]);
  });

  it("says of a rule that fits, and lost, whether it stands lower or is less near", async () => {
    const nobodys = ["hello", "good day", "who is there", "nothing"].map((phrase) => ({
      phrase,
      vector: vectorOf(phrase),
    }));
    const measuring: TrialPorts = { ...ports, loadBackground: async () => createBackground(nobodys) };
    const automatic = (id: string, description: string): ReplyRule => ({
      ...booking,
      id,
      matcher: { kind: "prompt", description, closeness: "generous" },
    });
    const later: ReplyRule = { ...hours, id: "later", matcher: { kind: "static_text", keywords: ["book"] } };
    const edits = [automatic("far", "book a"), automatic("near", "book"), later].map((rule) => ({
      kind: "put" as const,
      rule,
      base: null,
      place: { afterId: null, beforeId: null },
    }));
    const { lines } = await previewLines(measuring, { ...trial, owner: owner({ rules: [] }), edits, lines: ["book"] });
    expect(lines[0]).toMatchObject({ ruleId: "near", why: { kind: "nearest" } });
    expect(lines[0]?.others.map(({ ruleId, ...other }) => [ruleId, "lost" in other && other.lost])).toEqual(
      expect.arrayContaining([
        ["far", "nearness"],
        ["later", "place"],
      ]),
    );
  });

  it("says for how long a line would go on with another rule's AI reply, only where one would", async () => {
    const byAi: ReplyRule = {
      ...hours,
      id: "ai",
      matcher: { kind: "static_text", keywords: ["price"] },
      response: { kind: "prompt", text: "Say." },
    };
    const minutesOf = async (line: string, rules: ReplyRule[]) =>
      (await previewLines(ports, { ...trial, owner: owner({ rules }), lines: [line] })).followUpMinutes;
    const { minutes } = DEMO_ACCOUNT.followUp;
    expect(minutes).toBeGreaterThan(0);
    expect(await minutesOf("and on friday", [hours, byAi])).toBe(minutes);
    expect(await minutesOf("open", [hours, byAi])).toBe(0);
    expect(await minutesOf("and on friday", [hours])).toBe(0);
    expect(await minutesOf("thanks", [hours, byAi])).toBe(0);
    expect(await minutesOf("and on friday", [{ ...hours, matcher: { kind: "any" } }, byAi])).toBe(0);
    expect(await minutesOf("and on friday", [{ ...byAi, enabled: false }])).toBe(0);
    expect(await minutesOf("and on friday", [{ ...byAi, matcher: { kind: "any" } }])).toBe(0);
  });

  it("compares unsaved edits with the saved list", async () => {
    const saved = owner({ rules: [hours, booking] });
    const edits = [{ kind: "remove" as const, base: hours }];
    const { lines, overtaken } = await previewLines(ports, { ...trial, owner: saved, edits, lines: ["open", "hello"] });
    expect(lines.map(({ savedWinner }) => savedWinner?.ruleId ?? null)).toEqual(["hours", null]);
    expect(overtaken).toEqual([{ ruleId: "hours", label: "Hours" }]);
  });

  it("measures an unsaved automatic rule beside nobody's lines, which are asked for only then", async () => {
    const lines = ["hello", "good day", "who is there", "nothing"].map((phrase) => ({
      phrase,
      vector: vectorOf(phrase),
    }));
    let asked = 0;
    const measuring: TrialPorts = {
      ...ports,
      loadBackground: async () => {
        asked += 1;
        return createBackground(lines);
      },
    };
    const put = (rule: ReplyRule) => [
      { kind: "put" as const, rule, base: null, place: { afterId: null, beforeId: null } },
    ];
    const automatic: ReplyRule = { ...booking, id: "auto", matcher: { kind: "prompt", description: "book" } };
    const tried = { ...trial, owner: owner({ rules: [] }), lines: ["book"] };
    expect((await previewLines(measuring, { ...tried, edits: put(booking) })).lines[0]?.why.kind).toBe("intent");
    expect(asked).toBe(0);
    const { lines: found } = await previewLines(measuring, { ...tried, edits: put(automatic) });
    expect(found[0]).toMatchObject({ ruleId: "auto", why: { kind: "nearest" } });
    expect(asked).toBe(1);
  });

  it("measures phrases of a rule that draws its own line as customers' messages meet it, and says where the line is", async () => {
    const nobodys = ["hello", "good day", "who is there", "nothing"].map((phrase) => ({
      phrase,
      vector: vectorOf(phrase),
    }));
    const measuring: TrialPorts = { ...ports, loadBackground: async () => createBackground(nobodys) };
    const automatic: ReplyRule = { ...booking, id: "auto", matcher: { kind: "prompt", description: "book" } };
    const asked = { owner: owner({ rules: [] }), phrases: ["book me in"], loadPhrases: trial.loadPhrases };
    const intent = { description: "book" };
    const own = await scorePhrases(measuring, { ...asked, intent, automatic: { ruleId: "auto" } });
    const edits = [{ kind: "put" as const, rule: automatic, base: null, place: { afterId: null, beforeId: null } }];
    const { lines } = await previewLines(measuring, { ...trial, ...asked, edits, lines: asked.phrases });
    const why = lines[0]?.others[0]?.why;
    if (own.kind !== "scored" || why?.kind !== "below_line") throw new Error(`${own.kind}, ${why?.kind}`);
    expect(own.phrases[0]?.score).toBeCloseTo(why.score, 6);
    expect(own.lines?.normal).toBeCloseTo(why.line, 6);
    expect(own.lines?.strict).toBeGreaterThanOrEqual(why.line);
    expect(await scorePhrases(measuring, { ...asked, intent })).toMatchObject({ kind: "scored", lines: null });
  });

  it("says where customers' messages would be put to the AI, without asking it, and shows the nearest", async () => {
    const background = createBackground(
      ["hello", "good day", "who is there", "nothing"].map((phrase) => ({ phrase, vector: vectorOf(phrase) })),
    );
    const close = (width: number): TrialPorts => ({
      ...ports,
      loadBackground: async () => background,
      closeCalls: { width, ask: null },
    });
    const rule: ReplyRule = { ...booking, matcher: { kind: "prompt", description: "book" } };
    const edits = [{ kind: "put" as const, rule, base: null, place: { afterId: null, beforeId: null } }];
    const said = async (width: number, change: Partial<AccountWithConfig["account"]> = {}, told = facts) => {
      const whose = { ...owner({}), account: { ...DEMO_ACCOUNT, ...change } };
      const { lines } = await previewLines(close(width), {
        ...trial,
        edits,
        owner: whose,
        lines: ["book"],
        facts: told,
      });
      return [lines[0]?.ruleId, lines[0]?.asksAi];
    };
    expect(await said(0.001)).toEqual(["booking", false]);
    expect(await said(2)).toEqual(["booking", true]);
    expect(await said(2, { asksCloseCalls: false })).toEqual(["booking", false]);
    const unapproved: PreviewFacts = { ...facts, persona: { status: "pending", attempts: 1 } };
    expect(await said(2, {}, unapproved)).toEqual(["booking", false]);
  });

  it("asks a service that is down once, and still tells what words match", async () => {
    let asked = 0;
    const down: TrialPorts = {
      ...ports,
      embed: async () => {
        asked += 1;
        throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
      },
    };
    const { lines } = await previewLines(down, {
      ...trial,
      owner: owner({ rules: [booking, hours] }),
      lines: ["open?", "hello", "hi"],
    });
    expect(lines.map(({ ruleId, gap }) => [ruleId, gap])).toEqual([
      ["hours", "embedding_down"],
      ["default", "embedding_down"],
      ["default", "embedding_down"],
    ]);
    expect(asked).toBe(1);
  });

  it("lets others go first before each line", async () => {
    let tried = 0;
    const pauses: number[] = [];
    const watched: TrialPorts = {
      ...ports,
      giveWay: async () => void pauses.push(tried),
      detectLanguage: (text) => {
        tried += 1;
        return detectLanguage(text);
      },
    };
    const long = "a line that is long enough for its language to be told";
    await previewLines(watched, {
      ...trial,
      owner: owner({ rules: [booking] }),
      lines: [long, `${long}!`, `${long}?`],
    });
    // Each line is measured for its winner and for the others.
    expect(pauses).toEqual([0, 2, 4]);
  });
});
