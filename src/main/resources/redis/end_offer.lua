--@include world
--@include entry
--[[
  end_offer: asks PostgreSQL to end offers of the waiting list, by a line of the ledger each. The
  seats stay offered, and can not be taken any more, until `settle` carries the answer back.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         then an end each: entry 16, why 1 (E expired, D declined, R refused, O the release is over)

  Returns { now ms, world, verdict, ... }, a verdict an end, none unless OPEN. The first that is so:
         NONE        there is no such offer: it was taken
         ASKED       PostgreSQL has not answered about it yet
         LASTS       it has not expired, by Redis's clock
         OVERLOADED  the ledger's backlog is at its bound
         ACCEPTED    it is in the ledger
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local function decide(packed)
  local entry, why = struct.unpack('>c16c1', packed)
  local offer = redis.call('HGET', prefix .. 'o', entry)
  if not offer then return 'NONE' end
  if string.sub(offer, 1, 1) ~= 'P' then return 'ASKED' end
  if why == 'E' and struct.unpack('>I8', offer, 14) > now then return 'LASTS' end
  local verdict = append('E', entry, string.sub(offer, 22) .. why, now, true)
  if verdict == 'ACCEPTED' then
    redis.call('HSET', prefix .. 'o', entry, 'E' .. last_id() .. string.sub(offer, 14))
  end
  return verdict
end

local answer = { now, world }
for i = 4, #ARGV do answer[#answer + 1] = decide(ARGV[i]) end
return answer
