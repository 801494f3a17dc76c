--@include world
--[[
  fence: shuts a partition under a new epoch, so that every call of an older one is refused.
  Recovery begins with it.

  KEYS   1 epoch of the partition (see world.lua)
  ARGV   1 the new epoch

  Returns { FENCED, run id of this Redis, epoch before (0 none) }, or { NEWER, '', epoch } when
  this Redis already knows this epoch or a later one: then nothing was changed.
]]
local before = tonumber(redis.call('HGET', epoch_key, 'epoch') or '0')
if before >= tonumber(ARGV[1]) then return { 'NEWER', '', before } end
local run = run_id()
redis.call('HSET', epoch_key, 'epoch', ARGV[1], 'state', 'RECOVERING', 'run', run)
redis.call('HDEL', epoch_key, 'accept_loss')
return { 'FENCED', run, before }
