import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { toWhatsappMarks } from "./render-reply";

const render = (markdown: string, listed = "") => toWhatsappMarks(markdown, listed);

describe("toWhatsappMarks", () => {
  it.each([
    ["**bold**, _slant_, ~~gone~~", "*bold*, _slant_, ~gone~"],
    ["__bold__ and *one star*", "*bold* and *one star*"],
    ["***both***", "_*both*_"],
    ["# Hours\n\n**Open** daily\n* Mon\n+ Tue", "*Hours*\n\n*Open* daily\n- Mon\n- Tue"],
    ["## We are **open** ##", "*We are open*"],
    ["Hours\n=====\nMon", "*Hours*\nMon"],
    ["a\n\n---\n\nb", "a\n\nb"],
    ["1. one\n2. two\n   - a part\n7) seven", "1. one\n2. two\n  - a part\n7) seven"],
    ["- Mon\n- Tue\nClosed on Sunday", "- Mon\n- Tue\nClosed on Sunday"],
    ["> quoted\n> twice", "> quoted\n> twice"],
    ["```js\nlet a__b__c\n```", "let a__b__c"],
    ["[book](https://a.example/x)", "book: https://a.example/x"],
    ["[a.example/x](https://www.a.example/x/)", "https://www.a.example/x/"],
    ["[030 1234567](tel:+49301234567), [mail](mailto:a@b.example)", "030 1234567, mail: a@b.example"],
    ["![the door](https://a.example/x.png) <https://a.example>", "the door: https://a.example/x.png https://a.example"],
    ["[Name](if you like)", "[Name](if you like)"],
    // Twelve lists in one another are none.
    [`${"1. ".repeat(12)}*x*\n- a\n  - b`, `${"1. ".repeat(12)}*x*\n- a\n  - b`],
  ])("renders %j", (markdown, text) => {
    expect(render(markdown)).toBe(text);
  });

  it.each([
    ["| Cut | Price |\n|---|---:|\n| short | **45**<br>up |\n| long | 80 |", "*Cut · Price*\nshort · 45 up\nlong · 80"],
    ["one<br>two<br />three <b>four</b>", "one\ntwo\nthree *four*"],
    ["<p>Hi</p><ul><li>Mon</li><li>Tue</li></ul>", "Hi\n\n- Mon\n- Tue"],
    ['<a href="https://a.example/x">book</a>', "book: https://a.example/x"],
    ["Fish &amp; chips&nbsp;&euro;5, &#39;good&#39;", "Fish & chips\u00a0€5, 'good'"],
    ["It costs \\$30, 2 \\* 3\\.", "It costs $30, 2 * 3."],
    ["**Open\non Sunday** too", "*Open*\n*on Sunday* too"],
    ["Open daily 【4:0†source】, from 9【12†L3-L5】.", "Open daily, from 9."],
    ["Open\ue200cite\ue202turn0search0\ue201 daily", "Open daily"],
    ["Hi!\\n\\nWe open:\\n- Mon\\r\\n- Tue", "Hi!\n\nWe open:\n- Mon\n- Tue"],
    ["这是**重点**内容", "这是重点内容"],
    ["the **2**nd", "the 2nd"],
    ["**Öffnungszeiten:**Mo–Fr, **Preis:**30 €", "*Öffnungszeiten:* Mo–Fr, *Preis:* 30 €"],
    ["**营业时间：**周一\n本店**“预约”**优惠", "*营业时间：* 周一\n本店 *“预约”* 优惠"],
  ])("leaves nothing raw of %j", (markdown, text) => {
    expect(render(markdown)).toBe(text);
  });

  it.each([
    "see https://shop.example/my__great__salon, shop.example/__a__/b_c_ or https://shop.example/*a*/~~b~~",
    "@__anna__hair, @__anna__ and #__tag__",
    "a__b__c@shop.example",
    "code SUMMER__26__X or A*B*C, `__VIP__`",
    "Name ____, Day ____",
    "Name: ____/____/____, (____) or (____)",
    "____",
    "Reply with <Name> and <Day>",
    "5*3*2, 10~20 and 30~40, 2 * 3 * 4",
    "2026. A good year",
    "+ 49 30 1234567",
    "*6*",
  ])("leaves alone %j", (text) => {
    expect(render(text)).toBe(text);
  });

  it("takes back what a model escaped in an address", () => {
    expect(render("https://shop.example/my\\_great\\_salon")).toBe("https://shop.example/my_great_salon");
  });

  it.each(["https://a.example/x_", "https://a.example/?a=1&copy;b=2", "_a_@b.example", "A*B*", "@__anna__"])(
    "leaves listed %j as it is within marks",
    (word) => {
      expect(render(`**${word}** is [it](${"https://b.example"}) _and ${word}_`, `Give ${word}.`)).toContain(word);
    },
  );

  const sign = fc.constantFrom(..."ab1__*~-.&;=?/#[");
  const part = fc.string({ unit: sign, minLength: 1, maxLength: 12 });
  const link = part.map((path) => `https://shop.example/a${path.replace(/[[*~.;?]+$/, "").replaceAll("[", "")}b`);
  const number = fc.stringMatching(/^\+?[1-9][0-9]{1,3}[ /-][0-9]{3,4}[ /-]?[0-9]{3,5}$/);
  const mail = fc.stringMatching(/^[a-z_]{1,4}[a-z][a-z_.]{0,4}[a-z]@shop\.example$/);
  const handle = fc.stringMatching(/^@[a-z_]{1,4}[a-z][a-z_.]{0,8}[a-z]$/);
  const around = fc.constantFrom(
    ...["", "**", "*", "_", "__", "~~", "`", "\n"].map((mark) => [mark, mark]),
    ...["- ", "# ", "> ", "\n1. ", "\n* ", "| "].map((mark) => [mark, ""]),
    ["(", ")"],
    ["[here](", ")"],
  );
  const words = fc.constantFrom(
    "here",
    "**bold**",
    "_slant",
    "x_",
    "~~no",
    "costs \\$3",
    "* a",
    "<br>",
    "call",
    "__",
    "*",
  );

  it("shows marks as they were written where there are more than anybody means, and loses none", () => {
    const line = "- **Cut** is _short_";
    expect(render(`${line}\n`.repeat(40))).toBe(Array(40).fill("- *Cut* is _short_").join("\n"));
    const swarm = "*a_ ".repeat(300).trim();
    expect(render(swarm)).toBe(swarm);
  });

  it("keeps every listed link, number and address, whatever stands around", () => {
    const sentence = fc.array(fc.tuple(words, around, fc.oneof(link, number, mail, handle), words), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(sentence, (pieces) => {
        const listed = pieces.map(([, , word]) => word);
        const draft = pieces.map(
          ([before, [opens, closes], word, after]) => `${before} ${opens}${word}${closes} ${after}`,
        );
        const sent = render(draft.join(" "), `Give ${listed.join(" or ")}.`);
        for (const word of listed) expect(sent).toContain(word);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it("never throws, and loses no letter or digit of a plain text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        expect(typeof render(text, text)).toBe("string");
      }),
      { numRuns: propertyRuns(200) },
    );
    const plain = fc.array(fc.stringMatching(/^[a-z0-9_*~.,:;!?()+-]{1,12}$/), { maxLength: 30 });
    const letters = (text: string) => text.replace(/[^a-z0-9]/g, "");
    fc.assert(
      fc.property(plain, (list) => {
        expect(letters(render(list.join(" ")))).toBe(letters(list.join(" ")));
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});
