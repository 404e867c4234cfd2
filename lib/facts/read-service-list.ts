import { FACTS_LIMITS, type Service } from "./facts";

/** A whole price list fits; the rest of something longer is not looked at. In UTF-16 units. */
const MOST_TEXT = 20_000;
const MOST_LINE = 300;

const SIGNS: Readonly<Record<string, string>> = { "€": "EUR", $: "USD", "£": "GBP" };

const MINUTES = / ?[([]?\b(\d{1,4}) ?min(?:utes|uten|\.)?(?![a-z])[)\]]?/i;
const MARK = "€|\\$|£|[A-Z]{3}";
/** A number at the end of a line, with a currency before or behind it: "45", "45,00 €", "EUR 45.-". */
const PRICE = new RegExp(`(?:^|[\\s:–—-])(?:(${MARK}) ?)?(\\d{1,8}(?:[.,]\\d{1,2})?)(?:[.,]?[-–—])? ?(${MARK})?$`);
const FROM = /[\s:–—-](?:from|ab)$/i;
const BETWEEN = /[\s:;,.…·|–—-]+$/;
const BULLET = /^[\s*•·–—-]+/;

const currencyOf = (mark: string): string => SIGNS[mark] ?? mark;

/** One line of a price list; null for one that names nothing. */
function readLine(line: string): Service | null {
  let rest = line.slice(0, MOST_LINE).replace(/\s+/g, " ").replace(BULLET, "").trim();
  const service: Omit<Service, "name"> = {};
  const minutes = MINUTES.exec(rest);
  if (minutes) {
    service.minutes = Number(minutes[1]);
    rest = (rest.slice(0, minutes.index) + rest.slice(minutes.index + minutes[0].length)).replace(BETWEEN, "");
  }
  const price = PRICE.exec(rest);
  if (price) {
    const [, before, amount = "", behind] = price;
    const mark = before ?? behind;
    service.price = amount.replace(",", ".");
    if (mark !== undefined) service.currency = currencyOf(mark);
    rest = rest.slice(0, price.index).replace(BETWEEN, "");
    if (FROM.test(rest)) {
      service.note = "from this price";
      rest = rest.replace(FROM, "").replace(BETWEEN, "");
    }
  }
  const name = [...rest.replace(BETWEEN, "")].slice(0, FACTS_LIMITS.serviceName).join("").trim();
  return name === "" ? null : { name, ...service };
}

/**
 * The services of a price list as one copies it from a page or a message, one a line: "Cut 45", "Colour (120 min): from
 * 75,00 €". What has no price is a service without one. At most as many as facts may have.
 */
export function readServiceList(text: string): Service[] {
  return text
    .slice(0, MOST_TEXT)
    .split(/\r\n|\r|\n/)
    .flatMap((line) => readLine(line) ?? [])
    .slice(0, FACTS_LIMITS.services);
}
