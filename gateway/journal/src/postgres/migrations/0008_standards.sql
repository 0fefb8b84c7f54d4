-- Of an event the standard of its letter, and whether that brings everything it refers to, NULL of those before; of a subscription the
-- standard in which it gets what came in both.

ALTER TABLE events ADD COLUMN standard text;
ALTER TABLE events ADD COLUMN is_whole boolean;
ALTER TABLE subscriptions ADD COLUMN standard text NOT NULL DEFAULT 'unstated';
