-- Files that no entry names are found by their age, without reading what is in them.
-- +goose Up
create index files_age on files (created_at, incident_id, id);
