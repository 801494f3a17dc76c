--[[
  world: which world this call is in, and the seats of one release. Included by the scripts that
  name it (`--@include world`); it decides nothing by itself.

  Every call on a partition first asks `world_is`: the epoch that the caller knows is the one of
  this Redis, the partition is open, and this Redis is the very process that the epoch was opened
  with. A restarted, emptied or stale Redis has another run id, so it refuses by itself.

  KEYS   1 epoch    hash  epoch, state (RECOVERING, OPEN), run, clocks_apart (1 or absent),
                          accept_loss (set by an operator; see ledger/LostCommits)
  Names built from it, all with the partition's hash tag and the epoch:
    meta            hash    appended, applied (entries), last, settled (entry ids), oldest_ms
    ledger          stream  p = id of the entry before, e = type, claim, record
    c               hash    claim (16 bytes) -> record
    releases        set     those that are loaded
    x               hash    claim -> kind and id of the last ledger entry about it that is no
                            grant: undecided when it is after `settled`
    m               hash    claim -> where it asks to move: id of the asking entry (8 and 4),
                            release 16, ordinal 2, members 1, then for each seat 2, given 2
    w               hash    releases on whose waiting list somebody waits -> a number that grows
                            with each who joins
    o               hash    entry of the waiting list -> its offer: state 1 (O asked, P PostgreSQL
                            has it, E its end is asked), id of the line that asked last (8 and 4),
                            until when (ms, 8), the record that the booking begins with
    h:SERVICE       hash    person (16 bytes) -> claim (16), or B (booked elsewhere) or N (blocked
                            after no-shows) and until when (ms)
    b               zset    person by until when they are blocked (ms), also who holds a claim
    r:RELEASE       hash    opens_at closed version open service capacity width last_at
                            free held confirmed cooling withheld counter back_at came_back
                            offered (0 where absent)
      :slots        hash    local time -> ordinal (2 bytes), last ordinal of its day (2), start (8),
                            as below
      :starts       string  start in ms, 8 bytes a slot; of a slot that is shut, which takes no
                            more claims, in seconds: whoever compares it finds that it has begun
      :bits         string  `width` bytes a slot, a bit a seat, 1 = not free, padding is 1
      :given        hash    ordinal:seat, of seats that came back -> how often given till then
      :taken        hash    ordinal -> ms at which the slot lost its last seat
      :ids          string  16 bytes a claim that holds or held a seat, in order
      :cool         zset    ordinal:seat by the ms from which it is claimable again
      :line         zset    ordinal:seat by the ms from which it is offered to the waiting list:
                            these cool too, but never come free by time alone
  Record: state (H C R X; N no-show, D completed, P postponed), fingerprint 16, account 16,
    release 16, claimed ms 8, decided ms 8, reason 1 (of R; else how often it was moved), ordinal 2,
    members 1, then for each member person 16, seat 2, given 2. Big endian.
  ARGV   those of the including script; the first is always the epoch
  Returns nothing: it only defines functions
]]
local epoch_key = KEYS[1]
local tag = string.match(epoch_key, '^{[^}]+}')
local prefix = tag .. ':e' .. ARGV[1] .. ':'

-- A whole number as text; Lua's own way goes by the decimals of a double and is slower by far.
local function int(n) return string.format('%d', n) end

local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

-- OPEN, or why this call must not go on: ABSENT, OTHER_EPOCH, RECOVERING, OTHER_RUN.
local function world_is()
  local e = redis.call('HMGET', epoch_key, 'epoch', 'state', 'run', 'clocks_apart')
  if not e[1] then return 'ABSENT', false end
  if e[1] ~= ARGV[1] then return 'OTHER_EPOCH', false end
  if e[2] ~= 'OPEN' then return 'RECOVERING', false end
  if e[3] ~= run_id() then return 'OTHER_RUN', false end
  return 'OPEN', e[4] == '1'
end

-- Fields of a hash by name, false where there is none; in no more a command than Lua can unpack.
local function look_up(key, names)
  local found = {}
  for from = 1, #names, 1000 do
    local upto = math.min(from + 999, #names)
    local values = redis.call('HMGET', key, unpack(names, from, upto))
    for i = from, upto do found[names[i]] = values[i - from + 1] end
  end
  return found
end

local function store(key, fields)
  local write = { 'HSET', key }
  for name, value in pairs(fields) do
    write[#write + 1] = name
    write[#write + 1] = value
    if #write > 2000 then
      redis.call(unpack(write))
      write = { 'HSET', key }
    end
  end
  if #write > 2 then redis.call(unpack(write)) end
end

-- When this slot of the release of that key begins, as it is kept; nil where there is none.
local function starts_of(key, ordinal)
  local start = redis.call('GETRANGE', key .. ':starts', int(ordinal * 8), int(ordinal * 8 + 7))
  return #start == 8 and struct.unpack('>I8', start) or nil
end

-- Whether this start is of a slot that is shut: in seconds, and so before any time of today in ms.
local function is_shut(start) return start < 100000000000 end

local function seat_name(ordinal, seat)
  return string.format('%d:%d', ordinal, seat)
end

local function text_of_uuid(raw)
  local hex = string.gsub(raw, '.', function(c) return string.format('%02x', string.byte(c)) end)
  return string.format('%s-%s-%s-%s-%s', string.sub(hex, 1, 8), string.sub(hex, 9, 12),
    string.sub(hex, 13, 16), string.sub(hex, 17, 20), string.sub(hex, 21, 32))
end

local COUNTED = { 'free', 'held', 'confirmed', 'cooling', 'withheld', 'counter', 'back_at',
  'came_back' }

-- The release as one table, or nil when it is not loaded. `save` writes back what changed.
local function release_of(text)
  local key = prefix .. 'r:' .. text
  local f = redis.call('HMGET', key, 'opens_at', 'closed', 'open', 'service', 'capacity', 'width',
    'last_at', unpack(COUNTED))
  if not f[1] then return nil end
  -- What is only written to is of its type too: nothing may fail after the first write.
  redis.call('STRLEN', key .. ':ids')
  redis.call('HLEN', key .. ':taken')
  local r = {
    key = key, opens_at = tonumber(f[1]), closed = f[2] == '1', open = f[3] == '1',
    service = f[4], capacity = tonumber(f[5]), width = tonumber(f[6]), last_at = tonumber(f[7]),
    changed = false, before = {},
  }
  for i = 1, #COUNTED do
    r[COUNTED[i]] = tonumber(f[7 + i])
    r.before[i] = r[COUNTED[i]]
  end
  r.was_open = r.open
  return r
end

local function save(r)
  if not r.changed then return end
  local write = { 'HSET', r.key }
  for i = 1, #COUNTED do
    local value = r[COUNTED[i]]
    if value ~= r.before[i] then
      write[#write + 1] = COUNTED[i]
      write[#write + 1] = int(value)
      r.before[i] = value
    end
  end
  if r.open ~= r.was_open then
    write[#write + 1] = 'open'
    write[#write + 1] = '1'
  end
  if #write > 2 then redis.call(unpack(write)) end
  r.changed = false
end

-- Seats whose time has come are free again, for whoever claims first.
local function thaw(r, now)
  if r.back_at == 0 or r.back_at > now then return end
  local due = redis.call('ZRANGEBYSCORE', r.key .. ':cool', '-inf', now)
  for _, member in ipairs(due) do
    local ordinal, seat = string.match(member, '^(%d+):(%d+)$')
    redis.call('SETBIT', r.key .. ':bits', ordinal * r.width * 8 + seat - 1, 0)
    redis.call('HDEL', r.key .. ':taken', ordinal)
    redis.call('ZREM', r.key .. ':cool', member)
    r.free = r.free + 1
    r.cooling = r.cooling - 1
  end
  local next_one = redis.call('ZRANGE', r.key .. ':cool', 0, 0, 'WITHSCORES')
  r.back_at = next_one[2] and tonumber(next_one[2]) or 0
  r.counter = r.counter + 1
  r.changed = true
end
