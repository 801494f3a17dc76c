--@include world
--@include holders
--[[
  settle: carries PostgreSQL's verdicts back: marks the claims' records, one way only, gives back
  what PostgreSQL released, once, and tells every node which claims were decided.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 position: the last entry that PostgreSQL has  3 entries applied in this epoch
         4 entry id before which the stream may be forgotten, or ''
         5 ms that a seat that comes back is not claimable, at least  6 ms that a person who is
         booked elsewhere is refused here
         then a verdict each: claim 16, outcome 1 (C confirmed, R rejected; of a cancel X, or K the
         booking is kept; of a change M moved, or S it stays where it was; of an offer O it is made,
         D it is not, or E it has ended; A set aside), reason 1 (a code of claim/Rejection, 0 none),
         decided ms 8, seats go back 1 (0 or 1), person is barred 1 (0 or 1); of all but C and R
         from when the seats are claimable again (ms, 8 bytes), and the entry that asked (8 and 4
         bytes)

  Returns { world, marked }: how many records changed. When the world is not OPEN nothing did.
  Publishes on TAG:verdicts the epoch (8 bytes), then each claim (16) and its record as it is now:
  a claim's id alone could be another's, and its seat another epoch's. And on TAG:answers what the
  entries were answered that are no grants, for who asked: claim, its fingerprint (16), the entry
  (8 and 4), outcome and reason.
]]
local world = world_is()
if world ~= 'OPEN' then return { world, 0 } end

local meta_key, ledger_key, claims_key = prefix .. 'meta', prefix .. 'ledger', prefix .. 'c'
local moves_key = prefix .. 'm'
-- Always, and before the other writes: it is allowed when memory is full, and after a first write
-- so are the others. What is decided must be told then above all.
redis.call('XTRIM', ledger_key, 'MINID', ARGV[4] ~= '' and ARGV[4] or '0')

local now = now_ms()
local back_ms, bar_ms = tonumber(ARGV[5]), tonumber(ARGV[6])
local releases = {}

local function release_of_raw(raw)
  local r = releases[raw]
  if r == nil then
    r = release_of(text_of_uuid(raw)) or false
    releases[raw] = r
  end
  return r
end

-- Where somebody waits it is the waiting list's turn first, and no time alone makes a seat free.
local function cool(r, ordinal, members, back_at)
  if r.waits == nil then
    r.waits = redis.call('HEXISTS', prefix .. 'w', string.sub(r.key, -36)) == 1
  end
  local at = r.waits and math.max(now, back_at) or math.max(now + back_ms, back_at)
  for _, one in ipairs(members) do
    redis.call('ZADD', r.key .. (r.waits and ':line' or ':cool'), int(at),
      seat_name(ordinal, one.seat))
  end
  r.cooling = r.cooling + #members
  if not r.waits and (r.back_at == 0 or at < r.back_at) then r.back_at = at end
end

local function give_back(r, ordinal, members, back_at)
  for _, one in ipairs(members) do
    redis.call('HSET', r.key .. ':given', seat_name(ordinal, one.seat),
      int(one.given))
  end
  r.came_back = r.came_back + #members
  cool(r, ordinal, members, back_at)
end

local function members_of(record, count)
  local members, at = {}, 70
  for i = 1, count do
    local person, seat, given = struct.unpack('>c16I2I2', record, at)
    members[i] = { person = person, seat = seat, given = given }
    at = at + 20
  end
  return members
end

local claims = {}
for i = 7, #ARGV do claims[#claims + 1] = string.sub(ARGV[i], 1, 16) end
local records, marked_records = look_up(claims_key, claims), {}

-- One way only: H to C or R; H or C to X. What is not a step forward was told before.
local function is_forward(state, outcome)
  if outcome == 'X' then return state == 'H' or state == 'C' end
  return (outcome == 'C' or outcome == 'R') and state == 'H'
end

-- Whether the line about the claim that is under way is this verdict's, and not a later one.
local function is_under_way(claim, packed)
  local line = redis.call('HGET', prefix .. 'x', claim)
  local ms, seq = struct.unpack('>I8I4', packed, 37)
  return line and string.match(line, '^%a?(.*)$') == int(ms) .. '-' .. int(seq)
end

-- Moves the booking to the seats that it asked for, or gives those back. The persons stay its own.
local function settle_move(claim, outcome, back, packed)
  local record, asked = records[claim], redis.call('HGET', moves_key, claim)
  -- Another entry's, or none: this one was told before.
  if not record or not asked or string.sub(asked, 1, 12) ~= string.sub(packed, 37, 48) then
    return 0
  end
  local raw, ordinal, count, at = struct.unpack('>c16I2I1', asked, 13)
  local target, members, seats = release_of_raw(raw), members_of(record, count), {}
  local source, own = release_of_raw(string.sub(record, 34, 49)), struct.unpack('>I2', record, 67)
  local there = {}
  for i = 1, count do
    local seat, given
    seat, given, at = struct.unpack('>I2I2', asked, at)
    there[i] = { seat = seat, given = given }
    seats[i] = struct.pack('>c16I2I2', members[i].person, seat, given)
  end
  redis.call('HDEL', moves_key, claim)
  redis.call('HDEL', prefix .. 'x', claim)
  local back_at = struct.unpack('>I8', packed, 29)
  if target then
    target.changed = true
    target.held = target.held - count
  end
  if outcome == 'S' then
    if target and back == 1 then
      give_back(target, ordinal, there, back_at)
    elseif target then
      target.withheld = target.withheld + count
    end
    return 1
  end
  if target then target.confirmed = target.confirmed + count end
  if source then
    source.changed = true
    source.confirmed = source.confirmed - count
    give_back(source, own, members, back_at)
  end
  records[claim] = string.sub(record, 1, 33) .. raw .. string.sub(record, 50, 65)
    .. struct.pack('>I1I2I1', string.byte(record, 66) + 1, ordinal, count) .. table.concat(seats)
  marked_records[claim] = records[claim]
  return 1
end

-- An offer that PostgreSQL has may be taken. One that was not made, or has ended, leaves its seats
-- to the next; nobody held them, so they were given as often as before.
local function settle_offer(entry, outcome, packed)
  local offer = redis.call('HGET', prefix .. 'o', entry)
  if not offer or string.sub(offer, 2, 13) ~= string.sub(packed, 37, 48) then return 0 end
  if outcome == 'O' then
    redis.call('HSET', prefix .. 'o', entry, 'P' .. string.sub(offer, 2))
    return 1
  end
  redis.call('HDEL', prefix .. 'o', entry)
  local record = string.sub(offer, 22)
  local r = release_of_raw(string.sub(record, 34, 49))
  if not r then return 1 end
  local ordinal, count = struct.unpack('>I2I1', record, 67)
  redis.call('HINCRBY', r.key, 'offered', -count)
  cool(r, ordinal, members_of(record, count), 0)
  r.changed = true
  return 1
end

local OF_OFFERS = { O = true, D = true, E = true }

local function settle(packed)
  local claim, outcome, reason, decided, back, barred = struct.unpack('>c16c1I1I8I1I1', packed)
  if outcome == 'M' or outcome == 'S' then return settle_move(claim, outcome, back, packed) end
  if OF_OFFERS[outcome] then return settle_offer(claim, outcome, packed) end
  local record = records[claim]
  if (outcome == 'X' or outcome == 'K') and is_under_way(claim, packed) then
    redis.call('HDEL', prefix .. 'x', claim)
  end
  local state = record and string.sub(record, 1, 1)
  if not record or not is_forward(state, outcome) then return 0 end
  local ordinal, count = struct.unpack('>I2I1', record, 67)
  local marked = outcome .. string.sub(record, 2)
  if outcome ~= 'X' then
    marked = outcome .. string.sub(record, 2, 57) .. struct.pack('>I8I1', decided, reason)
      .. string.sub(record, 67)
  end
  records[claim] = marked
  marked_records[claim] = marked
  local r = release_of_raw(string.sub(record, 34, 49))
  if not r then return 1 end
  r.changed = true
  if state == 'H' then r.held = r.held - count else r.confirmed = r.confirmed - count end
  if outcome == 'C' then
    r.confirmed = r.confirmed + count
  elseif back == 1 then
    local back_at = outcome == 'X' and struct.unpack('>I8', packed, 29) or 0
    local members = members_of(record, count)
    for _, one in ipairs(members) do
      let_go(r.service, one.person, claim, barred == 1 and now + bar_ms or nil, now)
    end
    give_back(r, ordinal, members, back_at)
  else
    r.withheld = r.withheld + count
  end
  return 1
end

local marked, told, answers = 0, { struct.pack('>I8', tonumber(ARGV[1])) }, {}
for i = 7, #ARGV do
  marked = marked + settle(ARGV[i])
  local claim = string.sub(ARGV[i], 1, 16)
  local record, entry = records[claim], string.sub(ARGV[i], 37, 48)
  if record then told[#told + 1] = claim .. record end
  if record and entry ~= '' then
    answers[#answers + 1] = claim .. string.sub(record, 2, 17) .. entry
      .. string.sub(ARGV[i], 17, 18)
  end
end
store(claims_key, marked_records)
for _, r in pairs(releases) do
  if r and r.changed then
    r.counter = r.counter + 1
    save(r)
  end
end

local applied = tonumber(redis.call('HGET', meta_key, 'applied'))
if tonumber(ARGV[3]) > applied then
  local waiting = redis.call('XRANGE', ledger_key, '(' .. ARGV[2], '+', 'COUNT', 1)
  local oldest = waiting[1] and string.match(waiting[1][1], '^(%d+)') or '0'
  redis.call('HSET', meta_key, 'applied', ARGV[3], 'settled', ARGV[2], 'oldest_ms', oldest)
end
if #told > 1 then redis.call('PUBLISH', tag .. ':verdicts', table.concat(told)) end
if #answers > 0 then redis.call('PUBLISH', tag .. ':answers', table.concat(answers)) end
return { 'OPEN', marked }
