--@include world
--@include holders
--[[
  ended: settles bookings that ended otherwise than by the ledger, as PostgreSQL has them: marks the
  records, one way only, and lets the persons go. The seats stay taken. Told again, nothing changes.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch, then for each booking: claim 16, state 1 (N no-show, D completed, P postponed, or
         - while some of the party are there still), persons that go 16 each; then its service

  Returns { world, marked }: how many records changed. When the world is not OPEN nothing did.
]]
local world = world_is()
if world ~= 'OPEN' then return { world, 0 } end

local now, claims_key = now_ms(), prefix .. 'c'
local claims = {}
for i = 2, #ARGV, 2 do claims[#claims + 1] = string.sub(ARGV[i], 1, 16) end
local records, marked_records, marked = look_up(claims_key, claims), {}, 0

for i = 2, #ARGV, 2 do
  local packed, service = ARGV[i], ARGV[i + 1]
  local claim, letter = string.sub(packed, 1, 16), string.sub(packed, 17, 17)
  local record = records[claim]
  -- A release that is retired has no records any more, but may have holders.
  if record and letter ~= '-' and string.sub(record, 1, 1) == 'C' then
    records[claim] = letter .. string.sub(record, 2)
    marked_records[claim] = records[claim]
    marked = marked + 1
  end
  for at = 18, #packed, 16 do
    let_go(service, string.sub(packed, at, at + 15), claim, nil, now)
  end
end
store(claims_key, marked_records)
return { 'OPEN', marked }
