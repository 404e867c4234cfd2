/**
 * Countries whose mobiles WhatsApp knows with or without a digit that people leave out or write: Mexico's 1, Argentina's
 * 9, the ninth digit of Brazil (faq.whatsapp.com, "About international phone number format"). `$1`, `$2`: what both have.
 */
const TWO_SPELLINGS: readonly (readonly [RegExp, string, string])[] = [
  [/^521?(\d{10})$/, "52$1", "521$1"],
  [/^549?(\d{10})$/, "54$1", "549$1"],
  [/^55(\d{2})9?([6-9]\d{7})$/, "55$1$2", "55$19$2"],
];

/** An address as messages may have it: the digits of a phone number in either spelling, or the address alone. */
export function phoneSpellings(address: string): string[] {
  const found = TWO_SPELLINGS.find(([pattern]) => pattern.test(address));
  if (!found) return [address];
  const [pattern, short, long] = found;
  return [address.replace(pattern, short), address.replace(pattern, long)];
}
