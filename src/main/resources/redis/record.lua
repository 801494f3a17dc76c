--@include world
--[[
  record: what became of one claim, in the world that the caller thinks it is in.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 claim (16 bytes)

  Returns { now ms, world, record }, the record '' when there is none; no record unless OPEN.
]]
local world = world_is()
if world ~= 'OPEN' then return { now_ms(), world } end
return { now_ms(), world, redis.call('HGET', prefix .. 'c', ARGV[2]) or '' }
