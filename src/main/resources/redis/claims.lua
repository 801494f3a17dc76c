--@include world
--[[
  claims: decides a batch of claims of one partition, each at most once, in order of arrival.

  The whole decision is made here, in one step, so that two servers can never disagree. The
  ledger entry is the first write of that step: a seat that left Redis has always left a line for
  PostgreSQL, and when memory is full nothing has been written.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 number of releases, then for each: its UUID as text, its UUID as 16 bytes
         then a claim each: claim 16, fingerprint 16, account 16, place of its release in the list
         from 1 (1), or next (1: 0 or 1), wanted slots (1), members (1), slots 16 characters each,
         persons 16 bytes each

  Returns { now ms, world, verdict, detail, verdict, detail, ... }. When the world is not OPEN there
  are no verdicts and nothing was changed. The first rule that applies decides:
         KNOWN           record     this very claim again, however late
         CLAIM_DIFFERS   ''         the same id with another account, release or content
         OVERLOADED      ''         the ledger's backlog is at its bound
         NOT_LOADED      ''         the release is not in Redis (yet)
         RELEASE_CLOSED  ''         closed by an administrator, or its last slot has begun
         CLOCKS_APART    ''         not open yet, and Redis's clock is not to be trusted
         NOT_OPEN        opens ms   before the opening by Redis's clock; latched once open
         UNKNOWN_SLOT    place      a wanted slot is not of this release (0 is the first)
         SLOT_BEGUN      ''         every wanted slot has begun, and or-next finds none
         ALREADY_BOOKED  claim, '' a person holds a booking; its id only when the account's own
         SOLD_OUT        ''         the release has no seat free at all
         SLOT_TAKEN      ms, ''     no wanted slot has room for the whole party; when the first
                                    wanted one lost its last seat
         GRANTED         record     HELD
         FAILED          message    this claim's step failed: its outcome is unknown
]]
local max_entries, max_age = tonumber(ARGV[2]), tonumber(ARGV[3])
local meta_key, ledger_key, claims_key = prefix .. 'meta', prefix .. 'ledger', prefix .. 'c'

local now = now_ms()
local world, clocks_apart = world_is()
if world ~= 'OPEN' then return { now, world } end

local m = redis.call('HMGET', meta_key, 'appended', 'applied', 'last', 'oldest_ms')
local appended, applied, last = tonumber(m[1]), tonumber(m[2]), m[3]
local oldest_ms = tonumber(m[4])
local appended_before = appended

local releases, raw_releases = {}, {}
local first_claim = 5 + 2 * tonumber(ARGV[4])
for i = 5, first_claim - 1, 2 do
  local r = release_of(ARGV[i])
  if r then thaw(r, now) end
  releases[#releases + 1] = r or false
  raw_releases[#raw_releases + 1] = ARGV[i + 1]
end

-- Places of the zero bits (free seats) of a byte, most significant first; made when first asked.
local zero_bits = setmetatable({}, { __index = function(known, byte)
  local places = {}
  for place = 1, 8 do
    if math.floor(byte / 2 ^ (8 - place)) % 2 == 0 then places[#places + 1] = place end
  end
  known[byte] = places
  return places
end })

-- The first `count` free seats in the slot's bytes, or nil when there are fewer.
local function free_seats(bytes, from, width, count)
  local seats = {}
  for i = 0, width - 1 do
    local places = zero_bits[string.byte(bytes, from + i)]
    for j = 1, #places do
      seats[#seats + 1] = i * 8 + places[j]
      if #seats == count then return seats end
    end
  end
  return nil, #seats
end

local function start_of(r, ordinal)
  local from = ordinal * 8
  return struct.unpack('>I8', redis.call('GETRANGE', r.key .. ':starts', from, from + 7))
end

-- The earliest slot with room after the first wanted one, on the same day.
local function or_next(r, first, count)
  local w = r.width
  local bytes = redis.call('GETRANGE', r.key .. ':bits', (first.ordinal + 1) * w,
    (first.day_end + 1) * w - 1)
  local at = string.find(bytes, '[^\255]')
  while at do
    local place = math.floor((at - 1) / w)
    local seats = free_seats(bytes, place * w + 1, w, count)
    if seats then
      local ordinal = first.ordinal + 1 + place
      if start_of(r, ordinal) > now then
        return ordinal, seats, free_seats(bytes, place * w + 1, w, count + 1)
      end
    end
    at = string.find(bytes, '[^\255]', (place + 1) * w + 1)
  end
  return nil
end

local function holds_another(r, persons, account)
  for i = 1, #persons do
    local holder = redis.call('HGET', prefix .. 'h:' .. r.service, persons[i])
    if holder and #holder == 16 then
      local theirs = redis.call('HGET', claims_key, holder)
      local own = theirs and string.sub(theirs, 18, 33) == account
      return true, own and holder or ''
    elseif holder and tonumber(string.sub(holder, 2)) > now then
      return true, ''
    end
  end
  return false
end

local function grant(claim, r, raw_release, ordinal, seats, more, persons)
  local members = {}
  for i = 1, #seats do
    local index = ordinal * r.capacity + seats[i] - 1
    local given = redis.call('BITFIELD', r.key .. ':given', 'GET', 'u16', '#' .. index)[1] + 1
    members[i] = { person = persons[i], seat = seats[i], given = given, index = index }
  end
  local packed = {}
  for i = 1, #members do
    packed[i] = struct.pack('>c16I2I2', members[i].person, members[i].seat, members[i].given)
  end
  local record = struct.pack('>c1c16c16c16I8I8I1I2I1', 'H', claim.fingerprint, claim.account,
    raw_release, now, 0, 0, ordinal, #members) .. table.concat(packed)

  last = redis.call('XADD', ledger_key, '*', 'p', last, 'e', 'C' .. claim.id .. record)
  if appended == applied then oldest_ms = now end
  appended = appended + 1
  r.changed = true
  r.free = r.free - #members
  r.held = r.held + #members
  r.counter = r.counter + 1

  redis.call('HSET', claims_key, claim.id, record)
  redis.call('APPEND', r.key .. ':ids', claim.id)
  local holders = prefix .. 'h:' .. r.service
  for i = 1, #members do
    local one = members[i]
    redis.call('HSET', holders, one.person, claim.id)
    redis.call('SETBIT', r.key .. ':bits', ordinal * r.width * 8 + one.seat - 1, 1)
    redis.call('BITFIELD', r.key .. ':given', 'SET', 'u16', '#' .. one.index, one.given)
  end
  if not more then redis.call('HSET', r.key .. ':taken', ordinal, now) end
  return 'GRANTED', record
end

local function read_claim(packed)
  local id, fingerprint, account, place, next_flag, slots, members =
    struct.unpack('>c16c16c16I1I1I1I1', packed)
  local claim = { id = id, fingerprint = fingerprint, account = account, place = place,
    or_next = next_flag == 1, slots = {}, persons = {} }
  local at = 53
  for i = 1, slots do
    claim.slots[i] = string.sub(packed, at, at + 15)
    at = at + 16
  end
  for i = 1, members do
    claim.persons[i] = string.sub(packed, at, at + 15)
    at = at + 16
  end
  return claim
end

-- What the wanted slots are, in order of preference; nil and the place of an unknown one.
local function wanted_slots(r, claim)
  local wanted = {}
  local found = redis.call('HMGET', r.key .. ':slots', unpack(claim.slots))
  for i = 1, #claim.slots do
    if not found[i] then return nil, i - 1 end
    local ordinal, day_end, start = struct.unpack('>I2I2I8', found[i])
    wanted[i] = { ordinal = ordinal, day_end = day_end, begun = start <= now }
  end
  return wanted
end

local function decide(packed)
  local claim = read_claim(packed)
  local record = redis.call('HGET', claims_key, claim.id)
  if record then
    if string.sub(record, 2, 17) == claim.fingerprint then return 'KNOWN', record end
    return 'CLAIM_DIFFERS', ''
  end
  if appended - applied >= max_entries then return 'OVERLOADED', '' end
  if appended > applied and now - oldest_ms > max_age then return 'OVERLOADED', '' end

  local r = releases[claim.place]
  if not r then return 'NOT_LOADED', '' end
  if r.closed or r.last_at <= now then return 'RELEASE_CLOSED', '' end
  if not r.open then
    if clocks_apart then return 'CLOCKS_APART', '' end
    if now < r.opens_at then return 'NOT_OPEN', string.format('%.0f', r.opens_at) end
    r.open = true
    r.changed = true
  end

  local wanted, unknown = wanted_slots(r, claim)
  if not wanted then return 'UNKNOWN_SLOT', tostring(unknown) end
  local all_begun = true
  for i = 1, #wanted do all_begun = all_begun and wanted[i].begun end
  if all_begun and not claim.or_next then return 'SLOT_BEGUN', '' end

  local holds, booking = holds_another(r, claim.persons, claim.account)
  if holds then return 'ALREADY_BOOKED', booking end
  if r.free == 0 then return all_begun and 'SLOT_BEGUN' or 'SOLD_OUT', '' end

  local count, raw, w = #claim.persons, raw_releases[claim.place], r.width
  local room_in_first = 0
  for i = 1, #wanted do
    local slot = wanted[i]
    if not slot.begun then
      local bytes = redis.call('GETRANGE', r.key .. ':bits', slot.ordinal * w,
        (slot.ordinal + 1) * w - 1)
      local seats, room = free_seats(bytes, 1, w, count)
      if seats then
        return grant(claim, r, raw, slot.ordinal, seats, free_seats(bytes, 1, w, count + 1),
          claim.persons)
      end
      if i == 1 then room_in_first = room end
    end
  end
  if claim.or_next then
    local ordinal, seats, more = or_next(r, wanted[1], count)
    if ordinal then return grant(claim, r, raw, ordinal, seats, more, claim.persons) end
  end
  if all_begun then return 'SLOT_BEGUN', '' end
  if room_in_first > 0 then return 'SLOT_TAKEN', '' end
  return 'SLOT_TAKEN', redis.call('HGET', r.key .. ':taken', wanted[1].ordinal) or ''
end

local answer = { now, 'OPEN' }
for i = first_claim, #ARGV do
  local ok, verdict, detail = pcall(decide, ARGV[i])
  if not ok then
    detail = type(verdict) == 'table' and verdict.err or tostring(verdict)
    verdict = 'FAILED'
  end
  answer[#answer + 1] = verdict
  answer[#answer + 1] = detail
end
for i = 1, #releases do
  if releases[i] then save(releases[i]) end
end
if appended > appended_before then
  redis.call('HSET', meta_key, 'appended', string.format('%.0f', appended), 'last', last,
    'oldest_ms', string.format('%.0f', oldest_ms))
end
return answer
