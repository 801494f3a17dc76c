-- What changes of a release once it is there is told to Redis by the owner of its partition, in the
-- order of version, which grows with each change: who looks at an older state tells nothing.
ALTER TABLE release ADD COLUMN version integer NOT NULL DEFAULT 0;
UPDATE release SET version = 1 WHERE closed_at IS NOT NULL;

CREATE FUNCTION count_release_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER release_change_counted BEFORE UPDATE OF opens_at, closed_at ON release
  FOR EACH ROW WHEN (NEW.opens_at <> OLD.opens_at
    OR (NEW.closed_at IS NULL) <> (OLD.closed_at IS NULL))
  EXECUTE FUNCTION count_release_change();

-- What one person asks for and another one must confirm, within a bounded time. object is the
-- release; opens_at is when it is to open, where that is what is asked. One that nobody decided in
-- time is over, whether or not its row says so yet.
CREATE TABLE proposal (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  office text NOT NULL REFERENCES office,
  kind text NOT NULL CHECK (kind IN ('CLOSE', 'REOPEN', 'MOVE_OPENING')),
  object uuid NOT NULL,
  opens_at timestamptz,
  reason text,
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'PROPOSED' CHECK (state IN
    ('PROPOSED', 'CONFIRMED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT proposal_by_two CHECK
    (state <> 'CONFIRMED' OR decided_by IS NOT NULL AND decided_by <> asked_by),
  CONSTRAINT proposal_opens_at CHECK ((opens_at IS NOT NULL) = (kind = 'MOVE_OPENING'))
);
CREATE UNIQUE INDEX proposal_open ON proposal (object) WHERE state = 'PROPOSED';
CREATE INDEX proposal_in_order ON proposal (no);

CREATE TRIGGER proposal_on_record AFTER INSERT OR UPDATE OR DELETE ON proposal
  FOR EACH ROW EXECUTE FUNCTION audit_change('proposal', 'id',
    'kind,object,opens_at,reason,state,expires_at');
