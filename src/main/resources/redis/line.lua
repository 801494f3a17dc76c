--@include world
--[[
  line: whether somebody waits for seats of a release, so that its seats that cool are offered
  first. It is said by whoever joins, before they are told so; only the owner says that nobody does,
  and only if nobody has joined since it looked.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 release  3 number that the owner knows, '' when somebody joins, '?' when
         somebody repeats that they have joined  4 ms that a seat is not claimable, at least, once
         it is left to all: one that is back sooner stays everybody's  5 seats a call at most

  Returns { now ms, world, verdict }, no verdict unless OPEN:
         WAITED_FOR  somebody joined: what cools longer does not come free by time alone
         JOINED      somebody else has, since the owner looked: nothing was changed
         MORE        some seats are left to all; the rest needs another call
         LEFT_TO_ALL nobody waits: what cools comes free by its time
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world } end

local waits_key, release = prefix .. 'w', ARGV[2]
local r = release_of(release)
local cool_key = prefix .. 'r:' .. release .. ':cool'
local line_key = prefix .. 'r:' .. release .. ':line'

if ARGV[3] == '?' and redis.call('HEXISTS', waits_key, release) == 1 then
  return { now, world, 'WAITED_FOR' }
end
if ARGV[3] == '' or ARGV[3] == '?' then
  if redis.call('HINCRBY', waits_key, release, 1) == 1 and r then
    thaw(r, now)
    -- Who joins, leaves and joins again must not keep from all what is nearly theirs.
    local soon = '(' .. int(now + tonumber(ARGV[4]))
    local later = redis.call('ZRANGEBYSCORE', cool_key, soon, '+inf', 'WITHSCORES')
    for i = 1, #later, 2 do redis.call('ZADD', line_key, later[i + 1], later[i]) end
    redis.call('ZREMRANGEBYSCORE', cool_key, soon, '+inf')
    r.back_at = tonumber(redis.call('ZRANGE', cool_key, 0, 0, 'WITHSCORES')[2] or 0)
    r.counter = r.counter + 1
    r.changed = true
    save(r)
  end
  return { now, world, 'WAITED_FOR' }
end

if redis.call('HGET', waits_key, release) ~= ARGV[3] then return { now, world, 'JOINED' } end
local seats = redis.call('ZRANGE', line_key, 0, tonumber(ARGV[5]) - 1, 'WITHSCORES')
for i = 1, #seats, 2 do
  local at = math.max(tonumber(seats[i + 1]), now + tonumber(ARGV[4]))
  redis.call('ZADD', cool_key, int(at), seats[i])
  redis.call('ZREM', line_key, seats[i])
  if r and (r.back_at == 0 or at < r.back_at) then r.back_at = at end
end
if r and #seats > 0 then
  r.counter = r.counter + 1
  r.changed = true
  save(r)
end
if redis.call('EXISTS', line_key) == 1 then return { now, world, 'MORE' } end
redis.call('HDEL', waits_key, release)
return { now, world, 'LEFT_TO_ALL' }
