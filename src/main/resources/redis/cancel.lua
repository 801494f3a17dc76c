--@include world
--@include entry
--[[
  cancel: asks for a booking's cancel: one line for PostgreSQL, however often it is asked. Nothing
  becomes free here; `settle` gives back what PostgreSQL has released.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 claim (16 bytes)  5 its fingerprint (16)  6 ms that the seats cool once PostgreSQL has
         released them  7 ms before the slot from which on a cancel is late, unless the slot is shut

  Returns { now ms, world, verdict, detail }, no verdict unless OPEN. The detail is the entry of
  ACCEPTED and ASKED, else ''. The first rule that applies decides:
         NO_RECORD   Redis has no such claim: its release is retired, or not loaded yet
         CANCELLED   it is cancelled already
         REJECTED    PostgreSQL had refused the claim: there is no booking
         ENDED       the office has done with it, or nobody came
         ASKED       an earlier call has asked, and PostgreSQL has not answered yet
         BUSY        something else was asked of it, and PostgreSQL has not answered yet
         SLOT_BEGUN  too late
         OVERLOADED  the ledger's backlog is at its bound
         ACCEPTED    it is in the ledger
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local claim = ARGV[4]
local record = redis.call('HGET', prefix .. 'c', claim)
if not record or string.sub(record, 2, 17) ~= ARGV[5] then
  return { now, world, 'NO_RECORD', '' }
end
local state = string.sub(record, 1, 1)
if state == 'X' then return { now, world, 'CANCELLED', '' } end
if state == 'R' then return { now, world, 'REJECTED', '' } end
if state ~= 'H' and state ~= 'C' then return { now, world, 'ENDED', '' } end
local asked_before, entry = is_asked(claim)
if asked_before == 'X' then return { now, world, 'ASKED', entry } end
if asked_before then return { now, world, 'BUSY', '' } end

local ordinal = struct.unpack('>I2', record, 67)
local start = starts_of(prefix .. 'r:' .. text_of_uuid(string.sub(record, 34, 49)), ordinal)
if not start then return { now, world, 'NO_RECORD', '' } end
-- Where the office is closed nobody is late.
local shut = is_shut(start)
if shut then start = start * 1000 end
if start <= now then return { now, world, 'SLOT_BEGUN', '' } end
local late = not shut and start - now < tonumber(ARGV[7])
record = record .. struct.pack('>I8I1', tonumber(ARGV[6]), late and 1 or 0)
return { now, world, append('X', claim, record, now) }
