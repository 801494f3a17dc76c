--@include world
--[[
  blocks: tells a partition who may not claim, and until when: in the holders of each of its
  services, where a claim looks anyway. Who holds a claim keeps it, and is refused from its end on.
  Told again, nothing changes.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 state (RECOVERING or OPEN)  3 run id  4 number of services, then their names
         then for each person: id 16, blocked until ms 8 (what is over or 0: not any more)

  Returns DONE; or, with nothing changed, OTHER (another epoch, state or run id).
]]
local e = redis.call('HMGET', epoch_key, 'epoch', 'state', 'run')
if e[1] ~= ARGV[1] or e[2] ~= ARGV[2] or e[3] ~= ARGV[3] or run_id() ~= ARGV[3] then
  return 'OTHER'
end

local now, blocks_key = now_ms(), prefix .. 'b'
local services, persons, blocked = {}, {}, {}
for i = 5, 4 + tonumber(ARGV[4]) do services[#services + 1] = ARGV[i] end
for i = 5 + #services, #ARGV do
  local person, at = struct.unpack('>c16I8', ARGV[i])
  persons[#persons + 1] = person
  blocked[person] = at > now and at or nil
end
-- What has ended is forgotten along the way.
for _, person in ipairs(redis.call('ZRANGEBYSCORE', blocks_key, '-inf', now, 'LIMIT', 0, 500)) do
  if not blocked[person] then persons[#persons + 1] = person end
end
for _, service in ipairs(services) do
  local key = prefix .. 'h:' .. service
  local holders, new = look_up(key, persons), {}
  for _, person in ipairs(persons) do
    local holder = holders[person]
    if not holder or #holder ~= 16 then
      if blocked[person] then
        new[person] = 'N' .. int(blocked[person])
      elseif holder and string.sub(holder, 1, 1) == 'N' then
        redis.call('HDEL', key, person)
      end
    end
  end
  store(key, new)
end
for _, person in ipairs(persons) do
  if blocked[person] then redis.call('ZADD', blocks_key, int(blocked[person]), person)
  else redis.call('ZREM', blocks_key, person) end
end
return 'DONE'
