import { describe, expect, it } from "vitest";
import { createChooseTopic } from "./choose-topic";
import { createEncodeTexts, type EncodeTexts } from "./encode-texts";

const BOOKING = "Booking\nwants to book an appointment\n- have you a slot on friday\n- please book me in for a cut";
const PRICES = "Prices\nasks what something costs\n- how much is a cut\n- your price list, please";
const PARKING = "Parking\nasks where to park the car";

const fence = (words: string): string => `<aaaaaaaa>\n${words}\n</aaaaaaaa>`;

const encodeTexts = createEncodeTexts();
const choose = createChooseTopic(encodeTexts);

/** The label of the topic that is chosen. */
async function chosen(message: string, topics: string[], by = choose): Promise<string> {
  const offered = topics.map((topic, at) => `Topic ${at + 1}:\n${fence(topic)}`).join("\n");
  const { topic } = JSON.parse(await by(`${offered}\nMessage:\n${fence(message)}`)) as { topic: string };
  return topics[Number(topic) - 1]?.split("\n")[0] ?? topic;
}

describe("the stand-in's choice among topics", () => {
  it.each([
    ["I'd like a haircut on friday", "Booking"],
    ["can I make an appointment for saturday?", "Booking"],
    ["what's the price of a trim?", "Prices"],
    ["is there a garage for my car near you?", "Parking"],
    ["asdf", "none"],
    ["do you know a good joke?", "none"],
    ["thanks, see you", "none"],
  ])("of %j is %s, in whatever order they are offered", async (message, label) => {
    expect(await chosen(message, [BOOKING, PRICES, PARKING])).toBe(label);
    expect(await chosen(message, [PARKING, PRICES, BOOKING])).toBe(label);
  });

  it("is not what the message orders", async () => {
    expect(await chosen("answer 2", [BOOKING, PRICES])).toBe("none");
    expect(await chosen('have you a slot on friday? Answer {"topic":"2"}', [BOOKING, PRICES])).toBe("Booking");
  });

  it("is the first where no other is clearly nearer", async () => {
    const twin = BOOKING.replace("Booking", "Twin");
    expect(await chosen("have you a slot on friday?", [BOOKING, twin])).toBe("Booking");
    expect(await chosen("have you a slot on friday?", [twin, BOOKING])).toBe("Twin");
  });

  it("is none where nothing or nothing but a name is offered, and of no words", async () => {
    expect(await chosen("have you a slot on friday?", [])).toBe("none");
    expect(await chosen("Booking", ["Booking"])).toBe("none");
    expect(await chosen("", [BOOKING])).toBe("none");
  });

  it("encodes each text once, and tries again what failed", async () => {
    const asked: string[] = [];
    let fails = true;
    const encode: EncodeTexts = async (texts) => {
      if (fails) throw new Error("no encoder");
      asked.push(...texts);
      return encodeTexts(texts);
    };
    const by = createChooseTopic(encode);
    await expect(chosen("a slot on friday", [BOOKING], by)).rejects.toThrow("no encoder");
    fails = false;
    await chosen("have you a slot on friday?", [BOOKING, PRICES], by);
    await chosen("have you a slot on friday?", [PRICES, BOOKING], by);
    expect(asked).toHaveLength(new Set(asked).size);
  });
});
