-- While an account is erased its persons are leaving it: the ledger takes no claim of it for them
-- any more. Only when no line from before is under way is it asked whether there is an open
-- booking. What is older than a minute is of an erasure that came to no end, and means nothing.
ALTER TABLE account_person ADD COLUMN leaving_at timestamptz;
