/** The value of a decimal digit (\p{Nd}) of any script: each script's stand in a run of ten that begins at its zero. */
export function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 48;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}
