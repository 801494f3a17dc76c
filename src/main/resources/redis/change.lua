--@include world
--[[
  change: tells a release what has changed of it in PostgreSQL: whether it is closed, and when it
  opens. What is older than what it was told already changes nothing.

  KEYS   1 epoch of the partition (see world.lua)
  ARGV   1 epoch  2 state  3 run id  4 the release's key  5 version of the change  6 closed (0 or 1)
         7 ms at which it opens

  Returns DONE, OLD (it knows this or more) or ABSENT (it is not loaded); or OTHER (another epoch,
  state or run id). All but DONE changed nothing. One that has opened stays so, whatever its opening
  becomes.
]]
local e = redis.call('HMGET', epoch_key, 'epoch', 'state', 'run')
if e[1] ~= ARGV[1] or e[2] ~= ARGV[2] or e[3] ~= ARGV[3] or run_id() ~= ARGV[3] then
  return 'OTHER'
end
local key = ARGV[4]
local known = redis.call('HMGET', key, 'opens_at', 'version')
if not known[1] then return 'ABSENT' end
if tonumber(known[2] or '0') >= tonumber(ARGV[5]) then return 'OLD' end
redis.call('HSET', key, 'version', ARGV[5], 'closed', ARGV[6], 'opens_at', ARGV[7])
redis.call('HINCRBY', key, 'counter', 1)
return 'DONE'
