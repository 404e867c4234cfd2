import * as z from "zod";
import { type Facts, type HoursException, FACTS_LIMITS as LIMITS, type Span, WEEKDAYS } from "./facts";
import { minutesOf, reachOf } from "./hours-words";
import { factTexts } from "./render-facts";
import { isTimeZone } from "./wall-clock";

/** Words of 1 to `max` code points that can be seen and that the database can hold. */
function words(max: number) {
  return (
    z
      .string()
      // No text of so many characters is longer than twice as many code units, and those need no counting.
      .refine((text) => text.length <= 2 * max && [...text].length <= max, {
        error: `must have at most ${max} characters`,
        abort: true,
      })
      .refine((text) => text.trim() !== "", { error: "must not be empty", abort: true })
      .refine((text) => !text.includes("\u0000") && !/\p{Surrogate}/u.test(text), {
        error: "must not hold characters that can't be kept",
      })
  );
}

const shaped = (max: number, pattern: RegExp, error: string) =>
  words(max).refine((text) => pattern.test(text), { error });

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A time of day at which something begins. */
export const timeSchema = shaped(5, TIME, 'must be a time such as "09:00"');

/** A time of day at which something ends. */
export const endTimeSchema = shaped(5, /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "18:00"');

const span: z.ZodType<Span> = z.tuple([timeSchema, endTimeSchema]).refine(([from, to]) => from !== to, {
  error: 'must not end when it begins; a whole day is ["00:00","24:00"]',
});

const spans: z.ZodType<Span[]> = z
  .array(span)
  .max(LIMITS.spansOfADay)
  .check((context) => {
    const sorted = context.value.map((one, index) => ({ one, index, from: minutesOf(one[0]) }));
    sorted.sort((a, b) => a.from - b.from);
    for (const [at, { one, index, from }] of sorted.entries()) {
      const before = sorted[at - 1]?.one;
      if (before === undefined || from >= reachOf(before)) continue;
      const message = `overlaps ${before[0]}–${before[1]}`;
      context.issues.push({ code: "custom", message, input: one, path: [index] });
    }
  });

function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

const exception: z.ZodType<HoursException> = z.strictObject({
  date: words(10).refine((date) => /^20\d{2}-\d{2}-\d{2}$/.test(date) && isCalendarDate(date), {
    error: 'must be a date of the calendar such as "2026-12-24"',
  }),
  hours: spans,
  label: words(LIMITS.label).optional(),
});

const exceptions = z
  .array(exception)
  .max(LIMITS.exceptions)
  .check((context) => {
    const first = new Map<string, number>();
    for (const [index, { date }] of context.value.entries()) {
      const earlier = first.get(date);
      if (earlier === undefined) first.set(date, index);
      else {
        const message = `is already the date of exceptions[${earlier}]`;
        context.issues.push({ code: "custom", message, input: date, path: [index, "date"] });
      }
    }
  });

const link = shaped(
  LIMITS.link,
  /^https:\/\/[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?$/i,
  "must be a link that begins with https://",
);

const service = z.strictObject({
  name: words(LIMITS.serviceName),
  price: shaped(12, /^\d{1,8}(?:\.\d{1,3})?$/, 'must be a decimal number such as "45.00"').optional(),
  currency: shaped(3, /^[A-Z]{3}$/, 'must be the three letters of a currency such as "EUR"').optional(),
  minutes: z.int().min(1).max(LIMITS.maxMinutes).optional(),
  note: words(LIMITS.note).optional(),
});

/** What may be saved as facts. Messages are for whoever wrote them, beside the path of the field. */
export const factsSchema: z.ZodType<Facts> = z
  .strictObject({
    time_zone: words(LIMITS.timeZone)
      .refine(isTimeZone, { error: 'must be the name of a time zone such as "Europe/Berlin"' })
      .optional(),
    hours: z
      .strictObject(
        Object.fromEntries(WEEKDAYS.map((day) => [day, spans.optional()])) as Record<
          (typeof WEEKDAYS)[number],
          z.ZodOptional<typeof spans>
        >,
      )
      .optional(),
    exceptions: exceptions.optional(),
    address: words(LIMITS.address).optional(),
    map_link: link.optional(),
    phone: shaped(LIMITS.phone, /^(?=(?:\D*\d){3})[+\d\s()./-]+$/, "must be a phone number").optional(),
    email: shaped(LIMITS.email, /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/, "must be an e-mail address").optional(),
    website: link.optional(),
    services: z.array(service).max(LIMITS.services).optional(),
    policies: z
      .array(z.strictObject({ topic: words(LIMITS.topic), text: words(LIMITS.policy) }))
      .max(LIMITS.policies)
      .optional(),
    questions: z
      .array(z.strictObject({ question: words(LIMITS.question), answer: words(LIMITS.answer) }))
      .max(LIMITS.questions)
      .optional(),
  })
  .check((context) => {
    const length = [...factTexts(context.value)].length;
    if (length <= LIMITS.total) return;
    const message = `must have at most ${LIMITS.total} characters in all texts together, has ${length}`;
    context.issues.push({ code: "custom", message, input: length, path: [] });
  });
