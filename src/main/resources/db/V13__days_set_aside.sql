-- A day is closed without the bookings of which a line is set aside. Whatever an administrator
-- decides of it, its day is looked at again then.
DROP TRIGGER set_aside_days_reopened ON set_aside;
CREATE TRIGGER set_aside_days_reopened AFTER UPDATE OF resolution ON set_aside
  FOR EACH ROW WHEN (NEW.resolution IS NOT NULL) EXECUTE FUNCTION reopen_days();
