-- What the edge demands of a request before it is transcoded. `rest`, made out of the descriptors,
-- comes before this, and so do the JSON reader and what finds methods.
--
-- Deny by default: a REST request that finds no method here is refused, so that this cannot be
-- passed by a path that only the transcoder understands.

-- The types that never change are most of what Lua holds, about a MiB: it is not gone through again
-- until as much garbage as three times that has come together.
collectgarbage("setpause", 400)

local OWN_REPLY = "x-envoy-guanxi-reply"  -- clients' x-envoy-* are dropped before

-- --- answers -------------------------------------------------------------------------------------

local function quoted(text)
  return '"' .. text:gsub('[%c"\\\128-\255]', function(c)
    return string.format("\\u%04x", c:byte())
  end) .. '"'
end

-- Refuses a REST request: google.rpc.Status like the services' own. The field's path holds names
-- as they were in the body, so it is JSON already.
local function refuse(handle, http, code, fault)
  local field = fault.field or ""
  local message = (field ~= "" and field .. ": " or "") .. quoted(fault.text):sub(2, -2)
  local details = '{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"' .. fault.reason
      .. '","domain":"guanxi.dev"}'
  if code == 3 then
    details = details .. ',{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":'
        .. '[{"field":"' .. field .. '","description":' .. quoted(fault.text) .. '}]}'
  end
  handle:headers():replace(OWN_REPLY, "1")
  handle:respond({[":status"] = http, ["content-type"] = "application/json"},
                 '{"code":' .. code .. ',"message":"' .. message .. '","details":[' .. details
                 .. ']}\n')
end

local function refuse_grpc(handle, code, message)
  handle:respond({[":status"] = "200", ["content-type"] = "application/grpc",
                  ["grpc-status"] = code, ["grpc-message"] = message}, "")
end

-- --- the query -----------------------------------------------------------------------------------

local function percent_decoded(text)
  return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

-- A name as it may stand in an answer.
local function shown(name)
  if #name > 64 or name:find("[^%w_.%-%[%]@$]") then return "(a name of " .. #name .. " bytes)" end
  return name
end

-- The path of a field by its names in the proto, and the field; nil where there is none.
local function resolve(message, name)
  local names, field = {}, nil
  for part in (name .. "."):gmatch("([^.]*)%.") do
    field = message and message.fields and message.fields[part]
    if not field then return nil end
    names[#names + 1] = field.name
    message = not field.repeated and field.type or nil
  end
  return table.concat(names, "."), field
end

-- A parameter may set what neither the path nor the body sets, once unless the field is repeated.
local function query_fault(method, query)
  local given = {}
  for pair in query:gmatch("[^&]+") do
    local name = percent_decoded(pair:match("^[^=]*"):gsub("+", " "))
    local field_path, field = resolve(method.request, name)
    local function fault(text)
      return {field = shown(name), text = text, reason = "INVALID_FIELD"}
    end
    if not field_path then return fault("there is no such query parameter") end
    if method.bound[field_path] then
      return fault("is part of the path and cannot be a query parameter as well")
    end
    if method.body == "*" or method.body ~= "" and field_path:match("^[^.]+") == method.body then
      return fault("belongs into the body and cannot be a query parameter")
    end
    if given[field_path] and not field.repeated then return fault("is given twice") end
    given[field_path] = true
  end
end

-- --- the headers ---------------------------------------------------------------------------------

local UNARY_SECONDS, STREAM_SECONDS = 10, 1800  -- as envoy.yaml says it
local SECONDS = {H = 3600, M = 60, S = 1, m = 1e-3, u = 1e-6, n = 1e-9}

-- Puts an excessive grpc-timeout down, which Envoy cannot even count; false if it is none.
local function take_timeout(headers, is_stream)
  local timeout = headers:get("grpc-timeout")
  if not timeout then return true end
  local number, unit = timeout:match("^(%d+)([HMSmun])$")
  if not number or #number > 8 then return false end
  local most = is_stream and STREAM_SECONDS or UNARY_SECONDS
  if tonumber(number) * SECONDS[unit] > most then headers:replace("grpc-timeout", most .. "S") end
  return true
end

local TIMEOUT_TEXT = "is a number of up to eight digits and one of the letters H M S m u n"

local function header_fault(headers, is_read, is_stream)
  if not take_timeout(headers, is_stream) then
    return {field = "grpc-timeout", text = TIMEOUT_TEXT, reason = "INVALID_HEADER"}
  end
  local match = headers:get("if-match")
  if match and (is_read or headers:getNumValues("if-match") > 1 or match:find(",", 1, true)) then
    return {field = "if-match", reason = "INVALID_HEADER",
            text = is_read and "has no meaning where nothing is changed" or "takes one etag"}
  end
  if is_read then return nil end
  local other = headers:get("if-none-match") and "if-none-match"
      or headers:get("if-unmodified-since") and "if-unmodified-since"
  if other then
    return {field = other, text = "is not understood: send if-match", reason = "INVALID_HEADER"}
  end
end

local function is_json(content_type)
  if content_type == "application/json" then return true end
  content_type = content_type:lower():gsub("%s", "")
  return content_type == "application/json" or content_type == "application/json;charset=utf-8"
      or content_type == 'application/json;charset="utf-8"'
end

-- --- the hooks -----------------------------------------------------------------------------------

-- `headers` is of no use behind handle:body(), which waits: it is got anew there.
local function check_body(handle, headers, method, content_type)
  local encoding = headers:get("content-encoding")
  if encoding and encoding:lower() ~= "identity" then
    return refuse(handle, "415", 3, {field = "content-encoding", reason = "UNSUPPORTED_MEDIA_TYPE",
                                     text = "bodies are read as they are, without compression"})
  end
  local body = handle:body()
  if not body or body:length() == 0 then return end
  if not is_json(content_type) then
    return refuse(handle, "415", 3, {field = "content-type", reason = "UNSUPPORTED_MEDIA_TYPE",
                                     text = "must be application/json, in UTF-8"})
  end
  local fault = json_fault(body:getBytes(0, body:length()), method.json)
  if fault then return refuse(handle, "400", 3, fault) end
end

local function check_rest(handle, headers, content_type)
  local verb, target = headers:get(":method"), headers:get(":path")
  -- Browsers ask first. Who may call was answered by the CORS filter; the others learn it here.
  if verb == "OPTIONS" and headers:get("access-control-request-method") then
    return handle:respond({[":status"] = "204"}, "")
  end
  local mark = target:find("?", 1, true)
  local path = mark and target:sub(1, mark - 1) or target
  local method, last = find_method(verb, path)
  if not method then
    return refuse(handle, "404", 5, {reason = "NO_SUCH_METHOD", text = "There is no method for "
                                     .. verb:sub(1, 16) .. " " .. path:sub(1, 200) .. "."})
  end
  if is_logged() then note_for_log(handle, path_for_log(method, path, last), true) end
  if target:find("[%%\128-\255]") and not is_utf8(percent_decoded(target)) then
    return refuse(handle, "400", 3, {text = "path and query must be UTF-8", reason = "INVALID_URL"})
  end
  local fault = mark and query_fault(method, target:sub(mark + 1))
      or header_fault(headers, verb == "GET", method.stream)
  if fault then return refuse(handle, "400", 3, fault) end
  if not method.raw then return check_body(handle, headers, method, content_type) end
end

local function check_request(handle)
  local headers = handle:headers()
  local encoding = headers:get("grpc-encoding")
  local content_type = headers:get("content-type") or ""
  -- What the transcoder passes on as gRPC, to the letter.
  if content_type == "application/grpc" or content_type:sub(1, 17) == "application/grpc+" then
    local rpc = headers:get(":path")
    local kind = rest.rpcs[rpc]
    note_for_log(handle, kind and rpc, is_logged())
    if encoding and encoding ~= "identity" then
      return refuse_grpc(handle, "12", "grpc-encoding: messages are read without compression")
    end
    if not take_timeout(headers, kind == "stream") then
      return refuse_grpc(handle, "3", "grpc-timeout: " .. TIMEOUT_TEXT)
    end
    return
  end
  if encoding then headers:remove("grpc-encoding") end  -- means nothing over REST
  return check_rest(handle, headers, content_type)
end

-- Envoy lets a request pass whose script failed: it must not be passed by a mistake in here.
function envoy_on_request(handle)
  local ok, mistake = pcall(check_request, handle)
  if ok then return end
  handle:logErr(tostring(mistake))
  refuse(handle, "500", 13, {text = "The edge could not check the request.", reason = "EDGE_ERROR"})
end
