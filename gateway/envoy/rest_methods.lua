-- The method that a REST request calls, found by its verb and path in the table `rest`, and what
-- the access log says of the path.

local EMPTY = {fields = {}}
local customs = {}      -- texts behind a colon that name methods
local roots = {}        -- [verb] = node; a node: children by segment, methods by custom text

-- The path as the access log has it, unless it holds names.
local function constant_path(method)
  local path = "/" .. table.concat(method.path, "/")
  if not find(path, "*", 1, true) then return path .. method.suffix end
end

for _, method in ipairs(rest.methods) do
  local node = roots[method.verb] or {children = {}, methods = {}}
  roots[method.verb] = node
  for _, segment in ipairs(method.path) do
    local child = node.children[segment] or {children = {}, methods = {}}
    node.children[segment] = child
    node = child
  end
  node.methods[method.custom] = method
  customs[method.custom] = true
  method.suffix = method.custom ~= "" and ":" .. method.custom or ""
  method.constant_path = constant_path(method)
  if method.body == "*" then
    method.json = method.request
  elseif method.body ~= "" then
    method.json = method.request.fields[method.body].type or rest.free
  else
    method.json = EMPTY
  end
end

-- The segment of the path up to `last` that begins at `from`, and where the next one would begin.
local function segment_at(path, from, last)
  local slash = find(path, "/", from, true)
  if not slash or slash > last then slash = last + 1 end
  return sub(path, from, slash - 1), slash + 1
end

-- As the transcoder: the literal first, then one segment of any text, then all that is left.
local function lookup(node, path, from, last, custom)
  if from > last then return node.methods[custom] end
  local segment, next_from = segment_at(path, from, last)
  local children = node.children
  local child = children[segment]
  local found = child and lookup(child, path, next_from, last, custom)
  if not found and children["*"] then
    found = lookup(children["*"], path, next_from, last, custom)
  end
  return found or children["**"] and children["**"].methods[custom]
end

-- Returns the method, and where the path ends without the text behind the colon.
local function find_method(verb, path)
  local root = roots[verb]
  if not root then return nil end
  local custom, last = "", #path
  if find(path, ":", 1, true) then
    local text = path:match(":([^:/]*)$")
    if text and customs[text] then custom, last = text, last - #text - 1 end
  end
  -- The transcoder has no method for such a path, though its segments would be a method's.
  local slashes = find(path, "//", 1, true)
  if byte(path, last) == 47 or slashes and slashes < last then return nil end
  return lookup(root, path, byte(path) == 47 and 2 or 1, last, custom), last
end

-- A path without text of clients: what the method's template leaves open is told if it is a UUID.
local function path_for_log(method, path, last)
  if method.constant_path then return method.constant_path end
  local parts, from, text = {}, 2, nil
  for i, segment in ipairs(method.path) do
    text, from = segment_at(path, from, last)
    if byte(segment) == 42 and #text == 36 and find(text, "^[%x-]+$") then segment = text end
    parts[i] = segment
  end
  return "/" .. table.concat(parts, "/") .. method.suffix
end

-- Requests a second of one worker whose lines are all written; of more, one in so many. Those that
-- fail are written in any case.
local LOGGED_A_SECOND, ONE_IN = 100, 100
local second, requests = 0, 0

-- Whether the line of one more request is written even if it succeeds.
local function is_logged()
  local now = os.time()
  if now ~= second then second, requests = now, 0 end
  requests = requests + 1
  return requests <= LOGGED_A_SECOND or requests % ONE_IN == 0
end

-- What is set costs several microseconds: nothing that no line needs.
local function note_for_log(handle, path, logged)
  local metadata = handle:streamInfo():dynamicMetadata()
  if path then metadata:set("guanxi.rest", "path", path) end
  if logged then metadata:set("guanxi.rest", "logged", true) end
end

-- The line of a REST request that failed has its path, though it was not known to be written.
function envoy_on_response(handle)
  if handle:headers():get(":status") < "400" then return end
  local headers = handle:requestHeaders()  -- the transcoder has put its own in place of some
  local verb = headers:get("x-envoy-original-method") or headers:get(":method")
  local target = headers:get("x-envoy-original-path") or headers:get(":path")
  if not target then return end
  local path = target:match("^[^?]*")
  local method, last = find_method(verb, path)
  if method then note_for_log(handle, path_for_log(method, path, last)) end
end
