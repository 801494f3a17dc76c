--[[
  holders: who may claim again. Included by the scripts that end a claim, after world.lua; it
  decides nothing by itself.

  KEYS   those of the including script
  ARGV   those of the including script
  Returns nothing: it only defines functions
]]
local blocks_key = prefix .. 'b'
-- Of another type it would fail after the first write.
redis.call('ZCARD', blocks_key)

-- Lets a person go from the claim, if it is theirs. Who is blocked stays refused until then, and
-- who is barred (ms, nil for nobody) until that.
local function let_go(service, person, claim, barred_ms, now)
  local holders = prefix .. 'h:' .. service
  if redis.call('HGET', holders, person) ~= claim then return end
  local blocked_ms = tonumber(redis.call('ZSCORE', blocks_key, person) or 0)
  if blocked_ms > now then
    redis.call('HSET', holders, person, 'N' .. int(blocked_ms))
  elseif barred_ms then
    redis.call('HSET', holders, person, 'B' .. int(barred_ms))
  else
    redis.call('HDEL', holders, person)
  end
end
