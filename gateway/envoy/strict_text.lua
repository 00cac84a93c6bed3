-- What JSON writes without braces and brackets, read strictly: texts, numbers, words and blanks.
--
-- A usual body is read by nothing but what LuaJIT compiles: loops over bytes and plain searches. A
-- pattern costs a leap out of the compiled code, and what it skips costs some nanoseconds a byte:
-- patterns are for what is rare.

local byte, find, sub, char = string.byte, string.find, string.sub, string.char

-- Longer names are told by their length.
local MAX_NAME = 64

local path = {}  -- of the value that is read: names as they are in the body, positions from 0

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

-- The place behind the character of several bytes at `p`, whose first is `a`; nil if that is none
-- of UTF-8: a surrogate, an overlong form or a code point past U+10FFFF.
local function past_character(s, p, a)
  if a < 194 or a > 244 then return nil end
  local b = byte(s, p + 1) or 0
  if b < 128 or b > 191 then return nil end
  if a < 224 then return p + 2 end
  local c = byte(s, p + 2) or 0
  if c < 128 or c > 191 then return nil end
  if a < 240 then
    if a == 224 and b < 160 or a == 237 and b > 159 then return nil end
    return p + 3
  end
  local d = byte(s, p + 3) or 0
  if d < 128 or d > 191 or a == 240 and b < 144 or a == 244 and b > 143 then return nil end
  return p + 4
end

local function is_utf8(s)
  local p, n = 1, #s
  while p <= n do
    local a = byte(s, p)
    if a < 128 then
      p = p + 1
    else
      p = past_character(s, p, a)
      if not p then return false end
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

-- `string_end` from the first byte on that is not plain.
local function odd_string_end(s, p, depth)
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

-- `p` is behind the opening quote. Returns the place of the closing one, and whether there are
-- escapes.
local function string_end(s, p, depth)
  local c = byte(s, p)
  while c and c >= 32 and c ~= 34 and c ~= 92 do
    p = p + 1
    c = byte(s, p)
  end
  if c == 34 then return p, false end
  return odd_string_end(s, p, depth)
end

-- The place and the byte of what is not blank, from `p` on.
local function past_blanks(s, p)
  local c = byte(s, p)
  while c == 32 or c == 10 or c == 13 or c == 9 do
    p = p + 1
    c = byte(s, p)
  end
  return p, c
end

-- The place behind at least one digit, or nil.
local function past_digits(s, p)
  local first = p
  local c = byte(s, p)
  while c and c >= 48 and c <= 57 do
    p = p + 1
    c = byte(s, p)
  end
  return p > first and p or nil
end

-- The place behind the number at `p`, or nil: what follows it, malformed fractions among it, is for
-- the caller to see.
local function past_number(s, p, c)
  if c == 45 then
    p = p + 1
    c = byte(s, p)
  end
  if c == 48 then p = p + 1 else p = past_digits(s, p) end
  if not p then return nil end
  if byte(s, p) == 46 then p = past_digits(s, p + 1) or p end
  c = byte(s, p)
  if c == 69 or c == 101 then
    local sign = byte(s, p + 1)
    p = past_digits(s, (sign == 43 or sign == 45) and p + 2 or p + 1) or p
  end
  return p
end

local WORDS = {[116] = "true", [102] = "false", [110] = "null"}
local GOES_ON = {}  -- bytes that cannot be right behind a number or a word
for c = 0, 127 do GOES_ON[c] = find(char(c), '^[%w_.+"-]') ~= nil end

-- `p` is at the first byte of a value that is neither object, array nor string. Returns what is
-- behind it.
local function word_or_number(s, p, c, depth)
  local word, behind = WORDS[c], nil
  if not word then
    behind = past_number(s, p, c)
  elseif sub(s, p, p + #word - 1) == word then
    behind = p + #word
  end
  if not behind or GOES_ON[byte(s, behind)] then
    fail(depth, c and "this is no value of JSON" or "the body ends where a value was expected")
  end
  return behind
end
