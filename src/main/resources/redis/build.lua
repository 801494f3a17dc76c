--@include world
--[[
  build: runs some writes of a partition's owner, all in one step, only in the world that it names.
  Recovery and loading are made of it.

  KEYS   1 epoch of the partition (see world.lua)
  ARGV   1 epoch  2 state (RECOVERING or OPEN)  3 run id  4 a key that must be absent, or ''
         then for each write: number of words, command, key, arguments

  Returns DONE; or, with nothing changed, OTHER (another epoch, state or run id) or PRESENT.
]]
local e = redis.call('HMGET', epoch_key, 'epoch', 'state', 'run')
if e[1] ~= ARGV[1] or e[2] ~= ARGV[2] or e[3] ~= ARGV[3] or run_id() ~= ARGV[3] then
  return 'OTHER'
end
if ARGV[4] ~= '' and redis.call('EXISTS', ARGV[4]) == 1 then return 'PRESENT' end
local at = 5
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + 1 + words
end
return 'DONE'
