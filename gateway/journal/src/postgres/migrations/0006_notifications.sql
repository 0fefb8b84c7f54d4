-- Notifications of topic-based subscriptions at other servers: how far each has come, and what is missing.
CREATE TABLE notified (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation text NOT NULL,
    subscription text NOT NULL,
    topic        text,
    highest      bigint NOT NULL,
    heard_at     bigint NOT NULL,
    UNIQUE (organisation, subscription)
);

CREATE TABLE notified_gaps (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notified bigint NOT NULL,
    first    bigint NOT NULL,
    last     bigint NOT NULL,
    found_at bigint NOT NULL
);
CREATE INDEX notified_gaps_by_subscription ON notified_gaps (notified, first);
