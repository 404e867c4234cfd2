-- What an answer costs stands in the table of response kinds; the ledger takes any whole price, and gives back what it took.
ALTER TABLE "credit_entries" DROP CONSTRAINT "credit_entries_amount_check";
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_amount_check" CHECK (
  CASE "kind"
    WHEN 'grant' THEN "amount" > 0
    WHEN 'purchase' THEN "amount" > 0
    WHEN 'reserve' THEN "amount" < 0
    WHEN 'settle' THEN "amount" = 0
    WHEN 'restore' THEN "amount" > 0
    WHEN 'refund' THEN "amount" < 0
    WHEN 'reversal' THEN "amount" > 0
    WHEN 'adjustment' THEN "amount" <> 0
    ELSE false
  END
);
