--@include world
--@include entry
--@include seats
--[[
  reschedule: takes other seats for a booking's party and asks PostgreSQL, by one line of the
  ledger, to move the booking there. The old seats stay the booking's, and the new ones are held,
  until `settle` carries the answer back and one of the two is given back.

  KEYS   1 epoch of the partition (see world.lua for the names built from it)
  ARGV   1 epoch  2 backlog bound in entries  3 backlog bound in ms of age
         4 claim (16 bytes)  5 its fingerprint (16)  6 ms that the old seats cool  7 changes that
         one booking may have  8 wanted release as text  9 the same as 16 bytes  10 or next (0 or 1)
         then the wanted slots, 16 characters each

  Returns { now ms, world, verdict, detail }, no verdict unless OPEN. The first rule that applies:
         NO_RECORD       ''       Redis has no such claim: its release is retired, or not loaded yet
         CANCELLED       ''       it is cancelled
         REJECTED        ''       PostgreSQL had refused the claim: there is no booking
         ENDED           ''       the office has done with it, or nobody came
         BUSY            ''       it is HELD still, or something was asked of it that PostgreSQL has
                                  not answered yet
         BEGUN           ''       its own slot has begun
         NOT_LOADED      ''       the wanted release is not in Redis (yet)
         UNKNOWN_SLOT    place    a wanted slot is not of that release (0 is the first)
         SAME            ''       nothing is to be done: it has a seat in a wanted slot already; or,
                                  asked for the next one, later that day than the first wanted one,
                                  and it can not be moved to an earlier one or a wanted one
         USED_UP         ''       it was moved as often as one may, and its own slot is not shut
         RELEASE_CLOSED  ''       CLOCKS_APART ''   NOT_OPEN opens ms   as for a claim
         SLOT_BEGUN      ''       SOLD_OUT ''       SLOT_TAKEN ms or '' as for a claim
         OVERLOADED      ''       the ledger's backlog is at its bound
         ACCEPTED        entry    it is in the ledger
]]
local now = now_ms()
local world, clocks_apart = world_is()
if world ~= 'OPEN' then return { now, world } end

local claim, moves_key = ARGV[4], prefix .. 'm'

-- What the wanted slots are, in order of preference; nil and the place of an unknown one.
local function wanted_slots(r)
  local wanted = {}
  for i = 11, #ARGV do
    local found = redis.call('HGET', r.key .. ':slots', ARGV[i])
    if not found then return nil, i - 11 end
    local ordinal, day_end, start = struct.unpack('>I2I2I8', found)
    wanted[#wanted + 1] = { ordinal = ordinal, day_end = day_end, begun = start <= now }
  end
  return wanted
end

-- Takes the seats, after the line that says so.
local function take_seats(r, record, is_elsewhere, left, seats, at, byte)
  local target = { ARGV[9], struct.pack('>I2I1', left.ordinal, #seats) }
  for i = 1, #seats do
    local before = redis.call('HGET', r.key .. ':given', seat_name(left.ordinal, seats[i]))
    target[#target + 1] = struct.pack('>I2I2', seats[i], tonumber(before or 0) + 1)
  end
  target = table.concat(target)
  local line = record .. struct.pack('>I8', tonumber(ARGV[6])) .. target
  redis.call('HLEN', moves_key)
  local verdict, entry = append('M', claim, line, now)
  if verdict ~= 'ACCEPTED' then return verdict, '' end
  redis.call('HSET', moves_key, claim, last_id() .. target)
  take(left, at, byte)
  save_seats(r)
  if not left.at then redis.call('HSET', r.key .. ':taken', int(left.ordinal), int(now)) end
  if is_elsewhere then redis.call('APPEND', r.key .. ':ids', claim) end
  r.free = r.free - #seats
  r.held = r.held + #seats
  r.counter = r.counter + 1
  r.changed = true
  return verdict, entry
end

local function decide(r, record, must_move)
  local own, count = struct.unpack('>I2I1', record, 67)
  local is_elsewhere = string.sub(record, 34, 49) ~= ARGV[9]
  local wanted, unknown = wanted_slots(r)
  if not wanted then return 'UNKNOWN_SLOT', tostring(unknown) end
  local all_begun = true
  for i = 1, #wanted do
    if not is_elsewhere and not must_move and wanted[i].ordinal == own then return 'SAME', '' end
    all_begun = all_begun and wanted[i].begun
  end
  -- A request that is repeated finds the booking where it has moved it.
  local is_next = ARGV[10] == '1' and not is_elsewhere and not must_move and own > wanted[1].ordinal
    and own <= wanted[1].day_end
  -- Whom the office can not serve moves however often they have moved before.
  local is_used_up = not must_move and string.byte(record, 66) >= tonumber(ARGV[7])
  if is_next and (is_used_up or r.closed or r.free == 0) then return 'SAME', '' end
  if is_used_up then return 'USED_UP', '' end
  if r.closed or r.last_at <= now then return 'RELEASE_CLOSED', '' end
  if not r.open then
    if clocks_apart then return 'CLOCKS_APART', '' end
    if now < r.opens_at then return 'NOT_OPEN', int(r.opens_at) end
    r.open = true
    r.changed = true
  end
  if all_begun and ARGV[10] ~= '1' then return 'SLOT_BEGUN', '' end
  if r.free == 0 then return all_begun and 'SLOT_BEGUN' or 'SOLD_OUT', '' end

  local room_in_first = 0
  for i = 1, #wanted do
    if not wanted[i].begun then
      local left = left_of(r, wanted[i].ordinal)
      local seats, at, byte = free_seats(left, count)
      if seats then return take_seats(r, record, is_elsewhere, left, seats, at, byte) end
      if i == 1 then room_in_first = at end
    end
  end
  if ARGV[10] == '1' then
    local left, seats, at, byte = or_next(r, wanted[1], count, now)
    if is_next and not (left and left.ordinal < own) then return 'SAME', '' end
    if left then return take_seats(r, record, is_elsewhere, left, seats, at, byte) end
  end
  if all_begun then return 'SLOT_BEGUN', '' end
  if room_in_first > 0 then return 'SLOT_TAKEN', '' end
  return 'SLOT_TAKEN', redis.call('HGET', r.key .. ':taken', int(wanted[1].ordinal)) or ''
end

local record = redis.call('HGET', prefix .. 'c', claim)
if not record or string.sub(record, 2, 17) ~= ARGV[5] then
  return { now, world, 'NO_RECORD', '' }
end
local state = string.sub(record, 1, 1)
if state == 'X' then return { now, world, 'CANCELLED', '' } end
if state == 'R' then return { now, world, 'REJECTED', '' } end
if state ~= 'H' and state ~= 'C' then return { now, world, 'ENDED', '' } end
if state ~= 'C' or is_asked(claim) then return { now, world, 'BUSY', '' } end
local source = prefix .. 'r:' .. text_of_uuid(string.sub(record, 34, 49))
local start = starts_of(source, struct.unpack('>I2', record, 67))
if not start then return { now, world, 'NO_RECORD', '' } end
local must_move = is_shut(start)
if must_move then start = start * 1000 end
if start <= now then return { now, world, 'BEGUN', '' } end

local r = release_of(ARGV[8])
if not r then return { now, world, 'NOT_LOADED', '' } end
thaw(r, now)
r.left = {}
local verdict, detail = decide(r, record, must_move)
save(r)
return { now, world, verdict, detail }
