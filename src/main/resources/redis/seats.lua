--[[
  seats: the free seats of a release's slots, read once a call, changed in memory and written at the
  end. Included by the script that gives seats out, after world.lua; it decides nothing by itself.

  KEYS   those of the including script
  ARGV   those of the including script
  Returns nothing: it only defines functions. They keep what they read in `left` of the release.
]]

-- The next byte of the slot that is not full.
local function next_byte(left, after)
  local at = string.find(left.bytes, '[^\255]', after + 1)
  return at, at and string.byte(left.bytes, at)
end

-- What is left of a slot as this call changes it. `at` is the first of its bytes that is not full,
-- nil when all are, and `byte` what is taken of it; those from `dirty` to `upto` are changed.
local function left_of(r, ordinal)
  local left = r.left[ordinal]
  if left then return left end
  local w = r.width
  left = { ordinal = ordinal }
  left.bytes = redis.call('GETRANGE', r.key .. ':bits', int(ordinal * w), int(ordinal * w + w - 1))
  left.at, left.byte = next_byte(left, 0)
  r.left[ordinal] = left
  return left
end

-- The first `count` free seats, then the place of the byte of the last and what it becomes; or nil
-- and how many there are.
local function free_seats(left, count)
  local seats, at, byte = {}, left.at, left.byte
  while at do
    local rest, weight = byte, 128
    for place = 1, 8 do
      if rest >= weight then
        rest = rest - weight
      else
        byte = byte + weight
        seats[#seats + 1] = (at - 1) * 8 + place
        if #seats == count then return seats, at, byte end
      end
      weight = weight / 2
    end
    at, byte = next_byte(left, at)
  end
  return nil, #seats
end

local function take(left, at, byte)
  left.dirty = left.dirty or left.at
  left.upto, left.last = at, byte
  left.at, left.byte = at, byte
  if byte == 255 then left.at, left.byte = next_byte(left, at) end
end

local function starts_at(r, left)
  if not left.starts then
    local from = left.ordinal * 8
    left.starts = struct.unpack('>I8',
      redis.call('GETRANGE', r.key .. ':starts', int(from), int(from + 7)))
  end
  return left.starts
end

-- The earliest slot with room after the first wanted one, on the same day.
local function or_next(r, first, count, now)
  local ordinal, w = first.ordinal + 1, r.width
  while ordinal <= first.day_end do
    if not r.left[ordinal] then
      local bit = redis.call('BITPOS', r.key .. ':bits', '0', int(ordinal * w),
        int((first.day_end + 1) * w - 1))
      if bit < 0 then return nil end
      ordinal = math.floor(bit / (8 * w))
    end
    local left = left_of(r, ordinal)
    local seats, at, byte = free_seats(left, count)
    if seats and starts_at(r, left) > now then return left, seats, at, byte end
    ordinal = ordinal + 1
  end
  return nil
end

local function save_seats(r)
  for _, left in pairs(r.left) do
    if left.dirty then
      redis.call('SETRANGE', r.key .. ':bits', int(left.ordinal * r.width + left.dirty - 1),
        string.rep('\255', left.upto - left.dirty) .. string.char(left.last))
    end
  end
end
