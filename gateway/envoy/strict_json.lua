-- JSON bodies read strictly, by the types that the table `rest` describes.
--
-- The transcoder takes what JSON forbids and drops what it does not know; this refuses both, with
-- the path of the place. It checks form, names, and whether a value is of its field's type of JSON,
-- or one of its words; what a text or a number says is left to the transcoder. It makes no copy of
-- the body, and its work is bounded by the body's size.
--
-- Patterns are used where they replace a loop; in the loops that are left LuaJIT compiles.

local byte, find, sub, char = string.byte, string.find, string.sub, string.char

-- Objects and arrays in one another. In free JSON a level costs three of the hundred that protobuf
-- allows to a message.
local MAX_DEPTH = 32
-- Values in one body: a batch of 200 resources has some thousands. Bounds the time of one check.
local MAX_VALUES = 50000
-- Longer names are told by their length.
local MAX_NAME = 64

-- What a value of each kind of field begins with, as far as the transcoder takes it: it reads "true",
-- and takes one value for a list of it. A `null` stands for none.
local STARTS = {
  text = {'"', "a string"},
  number = {'"-0123456789', "a number"},
  truth = {'tf"', "true or false"},
  word = {'"-0123456789'},  -- the enum has the words
  object = {"{", "an object"},
  written = {'"{', "a string"},
}
for kind, starts in pairs(STARTS) do
  local accept = rest.accept[kind]
  accept.what = starts[2]
  -- What begins no value at all is neither: it is told as what it is.
  for c in ('"{[-0123456789tfn'):gmatch(".") do
    accept[byte(c)] = c == "n" or find(starts[1], c, 1, true) ~= nil
  end
end

local path = {}    -- of the value that is read: names as they are in the body, positions from 0
local seen_values  -- in this body

local function fail(depth, description, reason)
  local parts = {}
  for i = 1, depth do
    local part = path[i]
    if type(part) == "number" then
      parts[#parts + 1] = "[" .. part .. "]"
    else
      if #part > MAX_NAME then part = "(a name of " .. #part .. " bytes)" end
      parts[#parts + 1] = (#parts > 0 and "." or "") .. part
    end
  end
  error({field = table.concat(parts), text = description, reason = reason or "INVALID_JSON"}, 0)
end

-- Whether the text is UTF-8 without surrogates, overlong forms or code points past U+10FFFF.
local function is_utf8(s)
  local p = find(s, "[\128-\255]")
  if not p then return true end
  local n = #s
  while p <= n do
    local a = byte(s, p)
    if a < 128 then
      p = p + 1
    elseif a < 194 or a > 244 then
      return false
    else
      local b = byte(s, p + 1) or 0
      if b < 128 or b > 191 then return false end
      if a < 224 then
        p = p + 2
      else
        local c = byte(s, p + 2) or 0
        if c < 128 or c > 191 then return false end
        if a < 240 then
          if a == 224 and b < 160 or a == 237 and b > 159 then return false end
          p = p + 3
        else
          local d = byte(s, p + 3) or 0
          if d < 128 or d > 191 then return false end
          if a == 240 and b < 144 or a == 244 and b > 143 then return false end
          p = p + 4
        end
      end
    end
  end
  return true
end

local function utf8_of(code)
  if code < 0x80 then return char(code) end
  if code < 0x800 then return char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40) end
  if code < 0x10000 then
    return char(0xE0 + math.floor(code / 0x1000), 0x80 + math.floor(code / 0x40) % 0x40,
                0x80 + code % 0x40)
  end
  return char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40,
              0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end

local ESCAPES = {b = "\b", f = "\f", n = "\n", r = "\r", t = "\t"}

-- What a checked string with escapes stands for.
local function unescaped(s)
  -- An escaped backslash is written such that it cannot be taken for the beginning of an escape.
  s = s:gsub("\\\\", "\\u005c")
  s = s:gsub("\\u([dD][89abAB]%x%x)\\u(%x%x%x%x)", function(high, low)
    return utf8_of(0x10000 + (tonumber(high, 16) - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00)
  end)
  return (s:gsub("\\(.)(%x?%x?%x?%x?)", function(kind, digits)
    if kind == "u" then return utf8_of(tonumber(digits, 16)) end
    return (ESCAPES[kind] or kind) .. digits
  end))
end

-- `p` is behind the opening quote. Returns the place of the closing one, and whether there are
-- escapes.
local function string_end(s, p, depth)
  local escapes = false
  while true do
    p = find(s, "[\"\\%z\1-\31]", p)
    local c = p and byte(s, p)
    if c == 34 then return p, escapes end
    if c ~= 92 then
      fail(depth, c and "a string holds a control character: escape it" or "a string does not end")
    end
    escapes = true
    if find(s, "^[\"\\/bfnrt]", p + 1) then
      p = p + 2
    elseif find(s, "^u[dD][89abAB]%x%x\\u[dD][c-fC-F]%x%x", p + 1) then
      p = p + 12
    elseif find(s, "^u[dD][89a-fA-F]", p + 1) then
      fail(depth, "a string holds half of a surrogate pair")
    elseif find(s, "^u%x%x%x%x", p + 1) then
      p = p + 6
    else
      fail(depth, "a string holds a backslash that begins no escape of JSON")
    end
  end
end

local function past_blanks(s, p)
  local c = byte(s, p)
  while c == 32 or c == 10 or c == 13 or c == 9 do
    p = p + 1
    c = byte(s, p)
  end
  return p, c
end

local WORDS = {[116] = "^true()", [102] = "^false()", [110] = "^null()"}

-- `p` is at the first byte of a value that is neither object, array nor string. Returns what is
-- behind it.
local function word_or_number(s, p, c, depth)
  local pattern = WORDS[c]
  local last
  if pattern then
    _, last = find(s, pattern, p)
  else
    _, last = find(s, "^-?[1-9]%d*", p)
    if not last then _, last = find(s, "^-?0", p) end
    if last then
      local _, fraction = find(s, "^%.%d+", last + 1)
      last = fraction or last
      local _, exponent = find(s, "^[eE][+-]?%d+", last + 1)
      last = exponent or last
    end
  end
  if not last or find(s, "^[%w_.+\"-]", last + 1) then
    fail(depth, c and "this is no value of JSON" or "the body ends where a value was expected")
  end
  return last + 1
end

local value  -- value(s, p, type, depth) reads one value and returns the place behind it

local function message_of(type_url)
  return rest.messages[type_url:match("[^/]*$")]
end

-- `p` is behind the opening brace of a google.protobuf.Any: read once for form and for "@type", and
-- once more by the type that it names.
local function any_object(s, p, depth, object)
  local named = {}
  local last = object(s, p, {value = rest.free, named = named}, depth)
  local message = named.type and message_of(named.type)
  if not message then return last end  -- the transcoder refuses types that it does not know
  local fields = {["@type"] = {name = "@type"}}
  for spelling, field in pairs(message.fields or {}) do fields[spelling] = field end
  fields.value = fields.value or {name = "value", type = message}
  return object(s, p, {fields = fields}, depth)
end

-- `p` is behind the opening brace, `depth` is that of this object.
local function object(s, p, shape, depth)
  if depth > MAX_DEPTH then fail(depth - 1, "is deeper than 32 levels", "JSON_TOO_DEEP") end
  if shape.any then return any_object(s, p, depth, object) end
  local fields, child, seen = shape.fields, shape.value, {}
  local c
  p, c = past_blanks(s, p)
  if c == 125 then return p + 1 end
  while true do
    if c ~= 34 then fail(depth - 1, "a member's name in double quotes was expected") end
    local last, escapes = string_end(s, p + 1, depth - 1)
    local name = sub(s, p + 1, last - 1)
    path[depth] = name
    if escapes then name = unescaped(name) end
    local key = name
    if fields then
      key = fields[name]
      if not key then fail(depth, "there is no such field", "INVALID_FIELD") end
      child = key.type or rest.free
    end
    if seen[key] then
      fail(depth, fields and "is given twice (a field has two spellings)" or "is given twice",
           "INVALID_FIELD")
    end
    seen[key] = true
    p, c = past_blanks(s, last + 1)
    if c ~= 58 then fail(depth, "a colon was expected behind the name") end
    p = past_blanks(s, p + 1)
    if shape.named and name == "@type" and byte(s, p) == 34 then
      shape.named.type = unescaped(sub(s, p + 1, string_end(s, p + 1, depth) - 1))
    end
    p, c = past_blanks(s, value(s, p, child, depth))
    if c == 125 then return p + 1 end
    if c ~= 44 then fail(depth, "a comma or a closing brace was expected behind the value") end
    p, c = past_blanks(s, p + 1)
  end
end

-- `p` is behind the opening bracket.
local function array(s, p, shape, depth)
  if depth > MAX_DEPTH then fail(depth - 1, "is deeper than 32 levels", "JSON_TOO_DEEP") end
  local c
  p, c = past_blanks(s, p)
  if c == 93 then return p + 1 end
  local position = 0
  while true do
    path[depth] = position
    p, c = past_blanks(s, value(s, p, shape, depth))
    if c == 93 then return p + 1 end
    if c ~= 44 then fail(depth, "a comma or a closing bracket was expected behind the value") end
    p = past_blanks(s, p + 1)
    position = position + 1
  end
end

local function wrong_type(depth, shape)
  fail(depth, (shape.accept.what or "one of " .. shape.names) .. " was expected", "INVALID_FIELD")
end

value = function(s, p, shape, depth)
  seen_values = seen_values + 1
  if seen_values > MAX_VALUES then
    fail(0, "the body holds more than " .. MAX_VALUES .. " values", "TOO_MANY_VALUES")
  end
  local c = byte(s, p)
  if c == 91 and shape.element then return array(s, p + 1, shape, depth + 1) end
  shape = shape.element or shape
  local accept = shape.accept
  if accept and accept[c] == false then wrong_type(depth, shape) end
  if c == 34 then
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
  if c == 123 then return object(s, p + 1, shape, depth + 1) end
  if c == 91 then return array(s, p + 1, shape, depth + 1) end
  return word_or_number(s, p, c, depth)
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
