-- Staff whom an OpenID Connect issuer vouches for: who they are there, and their account here. Such
-- an account has no password, and its roles and offices are what the issuer said last.
CREATE TABLE staff_identity (
  issuer text NOT NULL,
  subject text NOT NULL,
  account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  logged_in_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX staff_identity_of_account ON staff_identity (account);
