-- Lists of alerts by service and by source, and the tidying of minutes, find their rows among millions.
-- +goose Up
create index alerts_service on alerts (service, id);
create index alerts_source on alerts (source_id, id);
create index signal_minutes_at on signal_minutes (at);
