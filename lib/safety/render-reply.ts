/**
 * Turns the Markdown that models fall into to a channel's marks. What must stay as it was written stays so: links,
 * addresses, handles, codes, gaps to fill in, and each such word that `listed` (persona and rule) gives. Pure.
 */
export type RenderReply = (markdown: string, listed: string) => string;
