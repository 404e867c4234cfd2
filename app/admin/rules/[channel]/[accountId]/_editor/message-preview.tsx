import { Fragment, type ReactNode } from "react";
import type { FormattingInUse } from "@/lib/channels/channel-traits";

/** WhatsApp's marks for bold, italic, struck out and fixed width, which must hug what they mark. */
const MARKED =
  /(?<![\p{L}\p{N}])(?:\*(?=\S)([^*\n]+?)(?<=\S)\*|_(?=\S)([^_\n]+?)(?<=\S)_|~(?=\S)([^~\n]+?)(?<=\S)~|```([^`]+?)```)(?![\p{L}\p{N}])/gu;

const SHOWN = { "whatsapp-marks": whatsappMarks } satisfies Record<FormattingInUse, (text: string) => ReactNode[]>;

type Props = { text: string; formatting: FormattingInUse; label: string };

/** A text as its channel shows it to the customer. */
export function MessagePreview({ text, formatting, label }: Props) {
  return (
    <figure>
      <figcaption className="mb-1.5 text-sm text-soft">{label}</figcaption>
      <div className="rounded-control bg-well p-3">
        <p className="ml-auto w-fit max-w-[85%] whitespace-pre-wrap break-words rounded-2xl rounded-tr-sm bg-brand-wash px-3 py-2 text-[0.9375rem] leading-relaxed shadow-xs">
          {SHOWN[formatting](text)}
        </p>
      </div>
    </figure>
  );
}

function whatsappMarks(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(MARKED)) {
    const [whole, bold, italic, struck, fixed] = found;
    parts.push(<Fragment key={`${end}t`}>{text.slice(end, found.index)}</Fragment>);
    const key = found.index;
    if (bold) parts.push(<strong key={key}>{bold}</strong>);
    else if (italic) parts.push(<em key={key}>{italic}</em>);
    else if (struck) parts.push(<s key={key}>{struck}</s>);
    else parts.push(<code key={key}>{fixed}</code>);
    end = found.index + whole.length;
  }
  parts.push(<Fragment key="end">{text.slice(end)}</Fragment>);
  return parts;
}
