-- JSON bodies read strictly, by the types that the table `rest` describes.
--
-- The transcoder takes what JSON forbids and drops what it does not know; this refuses both, with
-- the path of the place. It checks form, names, and whether a value is of its field's type of JSON,
-- or one of its words; what a text or a number says is left to the transcoder. It makes no copy of
-- the body, and its work is bounded by the body's size.
--
-- It reads in one loop, not by recursion, which LuaJIT hardly compiles, and makes no table for an
-- object whose fields are known.

-- Objects and arrays in one another. In free JSON a level costs three of the hundred that protobuf
-- allows to a message.
local MAX_DEPTH = 32
-- Values in one body: a batch of 200 resources has some thousands. Bounds the time of one check.
local MAX_VALUES = 50000

local seen_values  -- in this body
local objects = 0  -- ever read: each has a number of its own

-- Of the objects and arrays that are open, by depth.
local shapes = {}     -- types
local positions = {}  -- of the element that is read; false for objects
local numbers = {}    -- of the objects
local seen = {}       -- [field or name] = number of the object that had it last
-- What `seen` is where the fields are known, which are few: used again and again.
local fields_seen = {}
for depth = 1, MAX_DEPTH do fields_seen[depth] = {} end

-- What is read of a member whose name is not a field's to the letter: where the name ends, and the
-- key by which it is told from others.
local function odd_name(s, p, fields, depth)
  local last, escapes = string_end(s, p + 1, depth - 1)
  local name = sub(s, p + 1, last - 1)
  path[depth] = name
  if escapes then name = unescaped(name) end
  if not fields then return last, name end
  local key = fields[name]
  if not key then fail(depth, "there is no such field", "INVALID_FIELD") end
  return last, key
end

-- `p` is at what should be the name of a member. Returns the place of its value, and the type.
local function member(s, p, c, shape, depth)
  if c ~= 34 then fail(depth - 1, "a member's name in double quotes was expected") end
  local fields = shape.fields
  local last = find(s, '"', p + 1, true)
  local name = last and sub(s, p + 1, last - 1)
  local key = fields and fields[name]
  if key then path[depth] = name else last, key = odd_name(s, p, fields, depth) end
  local before = seen[depth]
  if before[key] == numbers[depth] then
    fail(depth, fields and "is given twice (a field has two spellings)" or "is given twice",
         "INVALID_FIELD")
  end
  before[key] = numbers[depth]
  p, c = past_blanks(s, last + 1)
  if c ~= 58 then fail(depth, "a colon was expected behind the name") end
  p, c = past_blanks(s, p + 1)
  if not fields then
    if shape.named and key == "@type" and c == 34 then
      shape.named.type = unescaped(sub(s, p + 1, string_end(s, p + 1, depth) - 1))
    end
    return p, shape.value
  end
  return p, key.type or rest.free
end

-- `p` is at a value that is neither object nor array. Returns the place behind it.
local function scalar(s, p, c, shape, depth)
  if c ~= 34 then return word_or_number(s, p, c, depth) end
  local last = string_end(s, p + 1, depth)
  local words = shape.words
  if words then
    local word = sub(s, p + 1, last - 1)
    if not words[word] and not words[unescaped(word)] and not find(word, "^-?%d") then
      wrong_type(depth, shape)
    end
  end
  return last + 1
end

local any_shape

-- Opens the object or array whose bracket is at `p`. Returns the place of what is first in it, the
-- closing bracket perhaps, and its byte.
local function open(s, p, c, shape, depth)
  if depth > MAX_DEPTH then fail(depth - 1, "is deeper than 32 levels", "JSON_TOO_DEEP") end
  local last
  if c == 91 then
    positions[depth] = 0
  else
    if shape.any then shape, last = any_shape(s, p, depth) end
    positions[depth] = false
    seen[depth] = shape.fields and fields_seen[depth] or {}
    objects = objects + 1
    numbers[depth] = objects
  end
  shapes[depth] = shape
  if last then return last, 125 end
  return past_blanks(s, p + 1)
end

-- Goes on behind a value in what is open at `depth`, past a comma or out of what ends. Returns the
-- place of the next member or element, its byte and its depth; `base` as depth if there is none.
local function past_value(s, p, depth, base)
  local c
  while depth > base do
    p, c = past_blanks(s, p)
    local position = positions[depth]
    if c == 44 then
      if position then positions[depth] = position + 1 end
      p, c = past_blanks(s, p + 1)
      return p, c, depth
    end
    if c ~= (position and 93 or 125) then
      fail(depth, position and "a comma or a closing bracket was expected behind the value"
                  or "a comma or a closing brace was expected behind the value")
    end
    p = p + 1
    depth = depth - 1
  end
  return p, c, depth
end

-- Reads the value at `p`, whose path has `base` parts. Returns the place behind it.
local function value(s, p, shape, base)
  local depth, c = base, byte(s, p)
  while true do
    seen_values = seen_values + 1
    if seen_values > MAX_VALUES then
      fail(0, "the body holds more than " .. MAX_VALUES .. " values", "TOO_MANY_VALUES")
    end
    if c ~= 91 or not shape.element then
      shape = shape.element or shape
      local accept = shape.accept
      if accept and accept[c] == false then wrong_type(depth, shape) end
    end
    if c == 123 or c == 91 then
      depth = depth + 1
      p, c = open(s, p, c, shape, depth)
      if c == (positions[depth] and 93 or 125) then
        p, c, depth = past_value(s, p + 1, depth - 1, base)
      end
    else
      p, c, depth = past_value(s, scalar(s, p, c, shape, depth), depth, base)
    end
    if depth == base then return p end
    shape = shapes[depth]
    if positions[depth] then
      path[depth] = positions[depth]
    else
      p, shape = member(s, p, c, shape, depth)
    end
    c = byte(s, p)
  end
end

-- The type of the google.protobuf.Any whose brace is at `p`: it is read for form and for its
-- "@type" first, to be read once more by the type that this names. The transcoder refuses types
-- that it does not know: such an Any has been read with that, and its closing brace is told, too.
any_shape = function(s, p, depth)
  local named = {}
  seen_values = seen_values - 1  -- this one is counted already
  local behind = value(s, p, {value = rest.free, named = named}, depth - 1)
  local message = named.type and rest.messages[named.type:match("[^/]*$")]
  if not message then return rest.free, behind - 1 end
  return any_shape_of(message)
end

local function whole_body(s, shape)
  seen_values = 0
  if not is_utf8(s) then fail(0, "the body is not UTF-8") end
  local p, c = past_blanks(s, 1)
  if shape.fields and c ~= 123 then fail(0, "the body must be an object of JSON") end
  p = past_blanks(s, value(s, p, shape, 0))
  if p <= #s then fail(0, "there is more behind the end of the JSON") end
end

-- nil, or what is wrong: { field=, text=, reason= }.
local function json_fault(s, shape)
  local ok, fault = pcall(whole_body, s, shape)
  if ok then return nil end
  if type(fault) == "table" then return fault end
  error(fault, 0)  -- a mistake in here
end
