-- What Meta tells by webhook need not be a status: it may be a number's new id.
UPDATE "incidents" SET "shown_by" = 'webhook' WHERE "shown_by" = 'status';
