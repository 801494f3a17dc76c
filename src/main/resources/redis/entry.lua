--[[
  entry: one line of the ledger that is no grant. Included by the scripts that ask PostgreSQL for
  something about a claim that Redis knows, after world.lua; it decides nothing by itself.

  KEYS   those of the including script
  ARGV   2 backlog bound in entries  3 backlog bound in ms of age; else those of the including one
  Returns nothing: it only defines functions
]]
local meta_key = prefix .. 'meta'

-- Whether the first entry id comes after the second in the stream.
local function is_after(a, b)
  local a_ms, a_seq = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b, '^(%d+)-(%d+)$')
  if a_ms ~= b_ms then return tonumber(a_ms) > tonumber(b_ms) end
  return tonumber(a_seq) > tonumber(b_seq)
end

-- The kind of the line about this claim that waits for PostgreSQL's answer, and its entry id; false
-- when none does.
local function is_asked(claim)
  local line = redis.call('HGET', prefix .. 'x', claim)
  if not line then return false end
  local kind, entry = string.match(line, '^(%a?)(.*)$')
  if not is_after(entry, redis.call('HGET', meta_key, 'settled') or '0-0') then return false end
  return kind ~= '' and kind or 'X', entry
end

-- The id of the line that was appended last, in 12 bytes.
local function last_id()
  local ms, seq = string.match(redis.call('HGET', meta_key, 'last'), '^(%d+)-(%d+)$')
  return struct.pack('>I8I4', tonumber(ms), tonumber(seq))
end

-- Appends the line; of one about a claim it is remembered that it waits. ACCEPTED and its entry id,
-- or OVERLOADED when the backlog is at its bound.
local function append(kind, claim, record, now, is_of_no_claim)
  local m = redis.call('HMGET', meta_key, 'appended', 'applied', 'last', 'oldest_ms')
  local appended, applied = tonumber(m[1]), tonumber(m[2])
  if appended - applied >= tonumber(ARGV[2]) then return 'OVERLOADED', '' end
  local age = appended > applied and now - tonumber(m[4]) or 0
  if age > tonumber(ARGV[3]) then return 'OVERLOADED', '' end
  local entry = redis.call('XADD', prefix .. 'ledger', '*', 'p', m[3], 'e', kind .. claim .. record)
  if not is_of_no_claim then redis.call('HSET', prefix .. 'x', claim, kind .. entry) end
  redis.call('HSET', meta_key, 'appended', int(appended + 1), 'last', entry, 'oldest_ms',
    appended == applied and int(now) or m[4])
  return 'ACCEPTED', entry
end
