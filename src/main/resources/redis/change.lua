--@include world
--[[
  change: tells a release what has changed of it in PostgreSQL: whether it is closed, when it opens,
  and which of its slots are shut (see world.lua). What is older than what it was told already
  changes nothing.

  KEYS   1 epoch of the partition (see world.lua)
  ARGV   1 epoch  2 state  3 run id  4 the release's key  5 version of the change  6 closed (0 or 1)
         7 ms at which it opens, then for each slot that is shut: its ordinal, its local time

  Returns DONE, OLD (it knows this or more) or ABSENT (it is not loaded); or OTHER (another epoch,
  state or run id). All but DONE changed nothing. One that has opened stays so, whatever its opening
  becomes, and a slot that is shut stays shut.
]]
local e = redis.call('HMGET', epoch_key, 'epoch', 'state', 'run')
if e[1] ~= ARGV[1] or e[2] ~= ARGV[2] or e[3] ~= ARGV[3] or run_id() ~= ARGV[3] then
  return 'OTHER'
end
local key, offers_key = ARGV[4], prefix .. 'o'
local known = redis.call('HMGET', key, 'opens_at', 'version')
if not known[1] then return 'ABSENT' end
if tonumber(known[2] or '0') >= tonumber(ARGV[5]) then return 'OLD' end
-- Of their types, before the first write.
redis.call('HLEN', offers_key)

-- Its local time and its start as they become; nil where it is shut already.
local function shut(ordinal, name)
  local found = redis.call('HGET', key .. ':slots', name)
  local start = found and struct.unpack('>I8', found, 5)
  if not start or is_shut(start) then return nil end
  local seconds = struct.pack('>I8', math.floor(start / 1000))
  return { at = ordinal * 8, name = name, slot = string.sub(found, 1, 4) .. seconds,
    start = seconds }
end

local slots, ordinals = {}, {}
for i = 8, #ARGV, 2 do
  ordinals[tonumber(ARGV[i])] = true
  slots[#slots + 1] = shut(tonumber(ARGV[i]), ARGV[i + 1])
end

-- Nobody takes what is offered in them any more; the ledger's owner ends it in its next turn.
local function end_offers()
  local offers = redis.call('HGETALL', offers_key)
  for i = 1, #offers, 2 do
    local offer = offers[i + 1]
    local is_here = text_of_uuid(string.sub(offer, 55, 70)) == string.sub(key, -36)
    if is_here and ordinals[struct.unpack('>I2', offer, 88)] then
      redis.call('HSET', offers_key, offers[i],
        string.sub(offer, 1, 13) .. struct.pack('>I8', 0) .. string.sub(offer, 22))
    end
  end
end

redis.call('HSET', key, 'version', ARGV[5], 'closed', ARGV[6], 'opens_at', ARGV[7])
redis.call('HINCRBY', key, 'counter', 1)
for _, one in ipairs(slots) do
  redis.call('HSET', key .. ':slots', one.name, one.slot)
  redis.call('SETRANGE', key .. ':starts', int(one.at), one.start)
end
if #slots > 0 then end_offers() end
return 'DONE'
