--@include world
--@include entry
--[[
  resolve: asks PostgreSQL once more for what was set aside, or to refuse it, as an administrator
  wants: one line of the ledger. Nothing changes here; `settle` carries the answer back.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 claim (16 bytes)  5 its fingerprint (16)  6 what is asked: T the claim again, X its
         cancel again, F refuse  7 ms that seats cool that a cancel gives back

  Returns { now ms, world, verdict, detail }, no verdict unless OPEN. The first rule that applies:
         NO_RECORD   ''     Redis has no such claim
         ASKED       ''     an earlier line that asks the same waits for PostgreSQL
         BUSY        kind   another line about it does: its kind is T, X, F, or M for a change
         DECIDED     ''     it is not HELD any more, or its booking not CONFIRMED
         OVERLOADED  ''     the ledger's backlog is at its bound
         ACCEPTED    entry  it is in the ledger
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local claim = ARGV[4]
local record = redis.call('HGET', prefix .. 'c', claim)
if not record or string.sub(record, 2, 17) ~= ARGV[5] then
  return { now, world, 'NO_RECORD', '' }
end
local asked_before = is_asked(claim)
if asked_before == ARGV[6] then return { now, world, 'ASKED', '' } end
if asked_before then return { now, world, 'BUSY', asked_before } end
local state = string.sub(record, 1, 1)
local is_open = state == 'H' or state == 'C' and ARGV[6] ~= 'T'
if not is_open then return { now, world, 'DECIDED', '' } end
-- It is not the person's doing that a cancel is asked for again: it is never late.
if ARGV[6] == 'X' then record = record .. struct.pack('>I8I1', tonumber(ARGV[7]), 0) end
return { now, world, append(ARGV[6], claim, record, now) }
