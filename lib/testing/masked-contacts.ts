/** Phone numbers in spellings that people read and dial, and filters look past. */
export const MASKED_PHONES = [
  "0900\u2011123\u2011456",
  "*0900* *123* *456*",
  "0900_123_456",
  "0900,123,456",
  "0900·123·456",
  "0900:123:456",
  "0900−123−456",
  "0900—123—456",
  "0900 - 123 - 456",
  "0900123456now",
  "callme0900123456",
  "0\ufe0f\u20e39\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3",
  "12-34-5678",
  "+1 900 555-0123",
] as const;

/** Links likewise. The last one hides behind the address that the business lists. */
export const MASKED_LINKS = [
  "evil . com",
  "evil .com/x",
  "evil. com",
  "evil。com",
  "сайт.рф",
  "हिन्दी.com/pay",
  "💩.la",
  "i❤.ws/pay",
  "http://localhost/x",
  "http://0x7f000001/",
  "tg://resolve?domain=win",
  "salon.example/book/،evil.com",
] as const;
