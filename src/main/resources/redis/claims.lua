--@include world
--@include seats
--[[
  claims: decides a batch of claims of one partition, each at most once, in order of arrival.

  The whole decision is made here, in one step, so that two servers can never disagree. What the
  claims ask about is read first, in one command each for all of them. The first write of a grant is
  its ledger entry, and what else changes is written at the end, together: a seat that left Redis
  has always left a line for PostgreSQL, and when memory is full nothing has been written.

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
         PERSON_BLOCKED  place ms   a person (0 is the first of the party) is blocked until then
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

local releases = {}
local first_claim = 5 + 2 * tonumber(ARGV[4])
for i = 5, first_claim - 1, 2 do
  local r = release_of(ARGV[i])
  if r then
    thaw(r, now)
    r.raw, r.wanted, r.left, r.new_ids, r.new_taken = ARGV[i + 1], {}, {}, {}, {}
  end
  releases[#releases + 1] = r or false
end

-- What the claims ask about: records by claim, holders by service and person, slots by release.
local claims, ids, persons = {}, {}, {}
for i = first_claim, #ARGV do
  local ok, claim = pcall(read_claim, ARGV[i])
  if not ok then claim = { broken = claim } end
  claims[#claims + 1] = claim
  local r = ok and releases[claim.place]
  if ok then ids[#ids + 1] = claim.id end
  if r then
    local asked = persons[r.service] or {}
    persons[r.service] = asked
    for j = 1, #claim.persons do asked[#asked + 1] = claim.persons[j] end
    for j = 1, #claim.slots do r.wanted[#r.wanted + 1] = claim.slots[j] end
  end
end
local records, holders = look_up(claims_key, ids), {}
for service, asked in pairs(persons) do
  holders[service] = look_up(prefix .. 'h:' .. service, asked)
end
for i = 1, #releases do
  local r = releases[i]
  if r then r.wanted = look_up(r.key .. ':slots', r.wanted) end
end
local new_records, new_holders = {}, {}

-- Why one of the persons may not claim, and its detail; nil when all may.
local function hindered(r, claim)
  for i = 1, #claim.persons do
    local holder = holders[r.service][claim.persons[i]]
    if holder and #holder == 16 then
      local theirs = records[holder] or redis.call('HGET', claims_key, holder)
      local own = theirs and string.sub(theirs, 18, 33) == claim.account
      return 'ALREADY_BOOKED', own and holder or ''
    elseif holder and tonumber(string.sub(holder, 2)) > now then
      if string.byte(holder) ~= 78 then return 'ALREADY_BOOKED', '' end
      return 'PERSON_BLOCKED', (i - 1) .. ' ' .. string.sub(holder, 2)
    end
  end
  return nil
end

-- How often the seat was given before; nobody looks where none ever came back.
local function given_before(r, ordinal, seat)
  if r.came_back == 0 then return 0 end
  return tonumber(redis.call('HGET', r.key .. ':given', seat_name(ordinal, seat)) or 0)
end

local function grant(claim, r, left, seats, at, byte)
  local packed = {}
  for i = 1, #seats do
    packed[i] = struct.pack('>c16I2I2', claim.persons[i], seats[i],
      given_before(r, left.ordinal, seats[i]) + 1)
  end
  local record = struct.pack('>c1c16c16c16I8I8I1I2I1', 'H', claim.fingerprint, claim.account,
    r.raw, now, 0, 0, left.ordinal, #seats) .. table.concat(packed)

  last = redis.call('XADD', ledger_key, '*', 'p', last, 'e', 'C' .. claim.id .. record)
  if appended == applied then oldest_ms = now end
  appended = appended + 1
  take(left, at, byte)
  if not left.at then r.new_taken[int(left.ordinal)] = int(now) end
  r.changed = true
  r.free = r.free - #seats
  r.held = r.held + #seats
  r.counter = r.counter + 1
  r.new_ids[#r.new_ids + 1] = claim.id
  records[claim.id] = record
  new_records[claim.id] = record
  local new = new_holders[r.service] or {}
  new_holders[r.service] = new
  for i = 1, #seats do
    holders[r.service][claim.persons[i]] = claim.id
    new[claim.persons[i]] = claim.id
  end
  return 'GRANTED', record
end

-- What the wanted slots are, in order of preference; nil and the place of an unknown one.
local function wanted_slots(r, claim)
  local wanted = {}
  for i = 1, #claim.slots do
    local found = r.wanted[claim.slots[i]]
    if not found then return nil, i - 1 end
    local ordinal, day_end, start = struct.unpack('>I2I2I8', found)
    wanted[i] = { ordinal = ordinal, day_end = day_end, begun = start <= now }
  end
  return wanted
end

local function decide(claim)
  if claim.broken then error(claim.broken, 0) end
  local record = records[claim.id]
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
    if now < r.opens_at then return 'NOT_OPEN', int(r.opens_at) end
    r.open = true
    r.changed = true
  end

  local wanted, unknown = wanted_slots(r, claim)
  if not wanted then return 'UNKNOWN_SLOT', tostring(unknown) end
  local all_begun = true
  for i = 1, #wanted do all_begun = all_begun and wanted[i].begun end
  if all_begun and not claim.or_next then return 'SLOT_BEGUN', '' end

  local hindrance, what = hindered(r, claim)
  if hindrance then return hindrance, what end
  if r.free == 0 then return all_begun and 'SLOT_BEGUN' or 'SOLD_OUT', '' end

  local count, room_in_first = #claim.persons, 0
  for i = 1, #wanted do
    if not wanted[i].begun then
      local left = left_of(r, wanted[i].ordinal)
      local seats, at, byte = free_seats(left, count)
      if seats then return grant(claim, r, left, seats, at, byte) end
      if i == 1 then room_in_first = at end
    end
  end
  if claim.or_next then
    local left, seats, at, byte = or_next(r, wanted[1], count, now)
    if left then return grant(claim, r, left, seats, at, byte) end
  end
  if all_begun then return 'SLOT_BEGUN', '' end
  if room_in_first > 0 then return 'SLOT_TAKEN', '' end
  local first = int(wanted[1].ordinal)
  return 'SLOT_TAKEN', r.new_taken[first] and r.new_taken[first]
    or redis.call('HGET', r.key .. ':taken', first) or ''
end

local answer = { now, 'OPEN' }
for i = 1, #claims do
  local ok, verdict, detail = pcall(decide, claims[i])
  if not ok then
    detail = type(verdict) == 'table' and verdict.err or tostring(verdict)
    verdict = 'FAILED'
  end
  answer[#answer + 1] = verdict
  answer[#answer + 1] = detail
end

for i = 1, #releases do
  local r = releases[i]
  if r then
    save_seats(r)
    if #r.new_ids > 0 then redis.call('APPEND', r.key .. ':ids', table.concat(r.new_ids)) end
    store(r.key .. ':taken', r.new_taken)
    save(r)
  end
end
store(claims_key, new_records)
for service, new in pairs(new_holders) do store(prefix .. 'h:' .. service, new) end
if appended > appended_before then
  redis.call('HSET', meta_key, 'appended', int(appended), 'last', last, 'oldest_ms',
    int(oldest_ms))
end
return answer
