"use client";

import { Download, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { replaceBy } from "@/lib/rules/editing/rule-edit";
import { exportRules } from "./_state/actions";
import type { ApplyEdit } from "./_state/use-rule-edits";
import type { RuleListState } from "./_state/use-rule-list";
import { ImportDialog } from "./import-dialog";

type ListFilesProps = {
  state: RuleListState;
  accountName: string;
  onChange: ApplyEdit;
};

/** The list as a file, out and in. */
export function ListFiles({ state, accountName, onChange }: ListFilesProps) {
  const t = useTranslations("rules");
  const words = useActionWords();
  const [importing, setImporting] = useState(false);
  const { accountId } = state.saved;

  async function download(): Promise<void> {
    const result = await reachAction(() => exportRules({ accountId }));
    if (!result.ok) return void toast.error(words(result));
    const url = URL.createObjectURL(new Blob([result.value], { type: "application/json" }));
    const name = accountName.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
    Object.assign(document.createElement("a"), { href: url, download: `rules-${name}.json` }).click();
    URL.revokeObjectURL(url);
  }

  return (
    <div className="flex gap-1">
      <Button kind="quiet" size="small" disabled={state.pending.length > 0} onClick={download}>
        <Download aria-hidden />
        {t("export")}
      </Button>
      <Button kind="quiet" size="small" onClick={() => setImporting(true)}>
        <Upload aria-hidden />
        {t("import")}
      </Button>
      <ImportDialog
        open={importing}
        onOpenChange={setImporting}
        saved={state.saved}
        waiting={state.pending.length > 0}
        onImported={(list) => {
          const before = state.saved.config;
          const back = replaceBy(before);
          const undo = back ? { action: { label: t("undo"), onClick: () => onChange(back, null) } } : {};
          state.accept(list);
          setImporting(false);
          toast.success(t("imported", { count: list.config.rules.length }), {
            duration: 12_000,
            ...undo,
          });
        }}
        onNewer={state.accept}
      />
    </div>
  );
}
