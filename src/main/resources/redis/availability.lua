--@include world
--[[
  availability: what is free of some releases of one partition, for the memory of a node.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch, then for each release: its UUID as 16 bytes, the counter that the node knows
         (-1 none), how many claim ids it knows

  Returns { now ms, world, epoch, then for each release }: {} not loaded; { counter } unchanged;
  else { counter, free, held, confirmed, cooling, closed, back at, bits, ids from the known count
  on (16 bytes each, at most 64 KiB), ids in all, offered }. When the world is not OPEN there are no
  releases. `back at` is when the next seat that cools is claimable again (ms, 0 for none): shortly
  before it memory must not say sold out any more.
]]
local now = now_ms()
local world = world_is()
if world ~= 'OPEN' then return { now, world, redis.call('HGET', epoch_key, 'epoch') or 0 } end

local function number(n) return string.format('%.0f', n) end

local answer = { now, world, ARGV[1] }
for i = 2, #ARGV, 3 do
  local r = release_of(text_of_uuid(ARGV[i]))
  local one = {}
  if r then
    thaw(r, now)
    save(r)
    one[1] = number(r.counter)
    if one[1] ~= ARGV[i + 1] then
      local ids, from = r.key .. ':ids', tonumber(ARGV[i + 2]) * 16
      local tail = redis.call('GETRANGE', ids, from, from + 65535)
      one = { one[1], number(r.free), number(r.held), number(r.confirmed), number(r.cooling),
        r.closed and '1' or '0', number(r.back_at),
        redis.call('GETRANGE', r.key .. ':bits', 0, -1), tail,
        number(redis.call('STRLEN', ids) / 16), redis.call('HGET', r.key, 'offered') or '0' }
    end
  end
  answer[#answer + 1] = one
end
return answer
