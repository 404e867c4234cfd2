import type { fromMarkdown } from "mdast-util-from-markdown";

export type Block = ReturnType<typeof fromMarkdown>["children"][number];
export type Words = Extract<Block, { type: "paragraph" }>["children"];

/** A node by its name in mdast (github.com/syntax-tree/mdast). */
export type NodeOf<Type extends Block["type"]> = Extract<Block, { type: Type }>;
