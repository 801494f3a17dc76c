--@include world
--@include entry
--[[
  accept: takes an offer of the waiting list. It is a grant like a claim's: the same record, HELD
  until PostgreSQL has the line, and the persons hold it from now on.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 entry (16 bytes), the booking's claim  5 its fingerprint (16)

  Returns { now ms, world, verdict, detail }, no verdict unless OPEN. The first that is so:
         KNOWN           record     it was taken before, however late
         CLAIM_DIFFERS   ''         the same id is another claim
         NO_OFFER        ''         nothing is offered to it, or no more; or its slot
                                    has begun, or is shut
         NOT_LOADED      ''         PostgreSQL has not answered about the offer yet
         RELEASE_CLOSED  ''         closed by an administrator
         ALREADY_BOOKED  claim, ''  a person holds a booking; its id only when the account's own
         PERSON_BLOCKED  person ms  the person (16 bytes) is blocked until then
         OVERLOADED      ''         the ledger's backlog is at its bound
         GRANTED         record     HELD
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local entry, fingerprint = ARGV[4], ARGV[5]
local claims_key = prefix .. 'c'

-- Why one of the persons may not take it, and its detail; nil when all may.
local function hindered(r, offered, count)
  local account = string.sub(offered, 18, 33)
  for i = 1, count do
    local person = string.sub(offered, 50 + 20 * i, 65 + 20 * i)
    local holder = redis.call('HGET', prefix .. 'h:' .. r.service, person)
    if holder and #holder == 16 then
      local theirs = redis.call('HGET', claims_key, holder)
      local own = theirs and string.sub(theirs, 18, 33) == account
      return 'ALREADY_BOOKED', own and holder or ''
    elseif holder and tonumber(string.sub(holder, 2)) > now then
      if string.byte(holder) ~= 78 then return 'ALREADY_BOOKED', '' end
      return 'PERSON_BLOCKED', person .. string.sub(holder, 2)
    end
  end
  return nil
end

local function take(r, offered, count)
  local record = string.sub(offered, 1, 49) .. struct.pack('>I8', now) .. string.sub(offered, 58)
  local verdict = append('A', entry, record, now, true)
  if verdict ~= 'ACCEPTED' then return verdict, '' end
  redis.call('HDEL', prefix .. 'o', entry)
  redis.call('HSET', claims_key, entry, record)
  for i = 1, count do
    local person = string.sub(record, 50 + 20 * i, 65 + 20 * i)
    redis.call('HSET', prefix .. 'h:' .. r.service, person, entry)
  end
  redis.call('APPEND', r.key .. ':ids', entry)
  redis.call('HINCRBY', r.key, 'offered', -count)
  r.held = r.held + count
  r.counter = r.counter + 1
  r.changed = true
  save(r)
  return 'GRANTED', record
end

local function decide()
  local known = redis.call('HGET', claims_key, entry)
  if known then
    if string.sub(known, 2, 17) == fingerprint then return 'KNOWN', known end
    return 'CLAIM_DIFFERS', ''
  end
  local offer = redis.call('HGET', prefix .. 'o', entry)
  if not offer then return 'NO_OFFER', '' end
  local offered = string.sub(offer, 22)
  if string.sub(offered, 2, 17) ~= fingerprint then return 'NO_OFFER', '' end
  local state, expires = string.sub(offer, 1, 1), struct.unpack('>I8', offer, 14)
  if state == 'E' or expires <= now then return 'NO_OFFER', '' end
  local r = release_of(text_of_uuid(string.sub(offered, 34, 49)))
  if state == 'O' or not r then return 'NOT_LOADED', '' end
  if r.closed then return 'RELEASE_CLOSED', '' end
  local start = starts_of(r.key, struct.unpack('>I2', offered, 67))
  if not start or start <= now then return 'NO_OFFER', '' end
  local count = string.byte(offered, 69)
  local hindrance, what = hindered(r, offered, count)
  if hindrance then return hindrance, what end
  return take(r, offered, count)
end

local verdict, detail = decide()
return { now, world, verdict, detail }
