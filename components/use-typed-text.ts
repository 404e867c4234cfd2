"use client";

import { type ChangeEvent, useEffect, useRef, useState } from "react";

/**
 * The text of an input, and what the input needs. What somebody typed before the page's script ran counts too: React tells
 * of changes only from then on.
 */
export function useTypedText() {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useEffect(() => setText(input.current?.value ?? ""), []);
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => setText(event.target.value);
  return { text, typed: { ref: input, value: text, onChange } };
}
