--@include world
--@include entry
--[[
  offer: what the owner does with a release's seats whose turn it is to be offered: to entries of
  the waiting list, each by a line of the ledger, or to nobody of it. An offered seat is nobody
  else's; it may be taken once PostgreSQL has the offer.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 release as text  5 the same as 16 bytes  6 ms that an offer lasts  7 ms that a seat is
         not claimable, at least, once it is left to all  8 number of those who joined (line.lua)
         that the owner knows: once somebody else has, nothing is left to all  9 number of offers,
         then each: entry 16, fingerprint 16, account 16, ordinal 2, members 1, then for each
         person 16, seat 2; then the seats that are left to all: ordinal 2, seat 2

  Returns { now ms, world, verdict, ... }, a verdict an offer, none unless OPEN. The first that is:
         LATER       one before it got none of what is due: the order is kept, in another call
         GONE        the release is not loaded, is closed or over; the slot has begun
         ASKED       this entry was offered something: PostgreSQL has not answered yet
         HOLDS       a person of it holds a booking, or a claim of which no word is said
         NOT_DUE     a seat of it cools still, or is offered, or was left to all
         OVERLOADED  the ledger's backlog is at its bound
         ACCEPTED    it is in the ledger
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local r, offers_key = release_of(ARGV[4]), prefix .. 'o'
local line_key = prefix .. 'r:' .. ARGV[4] .. ':line'
redis.call('HLEN', offers_key)

local function starts_at(ordinal)
  local start = redis.call('GETRANGE', r.key .. ':starts', int(ordinal * 8), int(ordinal * 8 + 7))
  return #start == 8 and struct.unpack('>I8', start) or 0
end

local function is_due(name)
  local at = redis.call('ZSCORE', line_key, name)
  return at and tonumber(at) <= now
end

local function holds(person)
  local holder = redis.call('HGET', prefix .. 'h:' .. r.service, person)
  return holder and (#holder == 16 or tonumber(string.sub(holder, 2)) > now)
end

local function judge(packed)
  if not r or r.closed or r.last_at <= now then return 'GONE' end
  local entry, fingerprint, account, ordinal, count = struct.unpack('>c16c16c16I2I1', packed)
  local start = starts_at(ordinal)
  if start <= now then return 'GONE' end
  if redis.call('HEXISTS', offers_key, entry) == 1 then return 'ASKED' end
  local members, names, at = {}, {}, 52
  for i = 1, count do
    local person, seat = struct.unpack('>c16I2', packed, at)
    at = at + 18
    names[i] = seat_name(ordinal, seat)
    if holds(person) then return 'HOLDS' end
    local before = redis.call('HGET', r.key .. ':given', names[i])
    members[i] = struct.pack('>c16I2I2', person, seat, tonumber(before or 0) + 1)
  end
  for _, name in ipairs(names) do
    if not is_due(name) then return 'NOT_DUE' end
  end
  local record = struct.pack('>c1c16c16c16I8I8I1I2I1', 'H', fingerprint, account, ARGV[5], now, 0,
    0, ordinal, count) .. table.concat(members)
  local expires = struct.pack('>I8', math.min(now + tonumber(ARGV[6]), start))
  local verdict = append('O', entry, record .. expires, now, true)
  if verdict ~= 'ACCEPTED' then return verdict end
  redis.call('HSET', offers_key, entry, 'O' .. last_id() .. expires .. record)
  redis.call('ZREM', line_key, unpack(names))
  redis.call('HINCRBY', r.key, 'offered', count)
  r.cooling = r.cooling - count
  r.changed = true
  return verdict
end

local is_stopped = false

local function decide(packed)
  if is_stopped then return 'LATER' end
  local verdict = judge(packed)
  is_stopped = verdict == 'NOT_DUE' or verdict == 'OVERLOADED'
  return verdict
end

local function leave_to_all(packed)
  local name = seat_name(struct.unpack('>I2I2', packed))
  if not r or not is_due(name) then return end
  local at = now + tonumber(ARGV[7])
  redis.call('ZREM', line_key, name)
  redis.call('ZADD', r.key .. ':cool', int(at), name)
  if r.back_at == 0 or at < r.back_at then r.back_at = at end
  r.changed = true
end

local answer = { now, world }
local first_seat = 10 + tonumber(ARGV[9])
for i = 10, first_seat - 1 do answer[#answer + 1] = decide(ARGV[i]) end
if redis.call('HGET', prefix .. 'w', ARGV[4]) == ARGV[8] then
  for i = first_seat, #ARGV do leave_to_all(ARGV[i]) end
end
if r and r.changed then
  r.counter = r.counter + 1
  save(r)
end
return answer
