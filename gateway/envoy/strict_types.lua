-- The types of the table `rest`, as far as the reader of JSON needs more of them than is there.

-- What a value of each kind of field begins with, as far as the transcoder takes it: it reads
-- "true", and takes one value for a list of it. A `null` stands for none.
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

local function wrong_type(depth, shape)
  fail(depth, (shape.accept.what or "one of " .. shape.names) .. " was expected", "INVALID_FIELD")
end

local any_shapes = {}  -- by message

-- The type of a google.protobuf.Any that holds the message.
local function any_shape_of(message)
  local shape = any_shapes[message]
  if shape then return shape end
  local fields = {["@type"] = {name = "@type"}}
  for spelling, field in pairs(message.fields) do fields[spelling] = field end
  fields.value = fields.value or {name = "value", type = message}
  shape = {fields = fields}
  any_shapes[message] = shape
  return shape
end
