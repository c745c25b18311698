-- Ids hold a clock (domain/id.rs). Each operation that gives ids remembers how far it may have come, so that the next one
-- begins after it: no row gets the id of one that was taken back, and what is added later has the greater id in any table.
ALTER TABLE operation ADD COLUMN clock INTEGER; -- NULL: it gave none
