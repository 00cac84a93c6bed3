// An object or array that a reader of JSON is in.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_FRAME_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_FRAME_H_

#include <bitset>
#include <string>

#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/names.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// Of an Any, beside the fields of what it holds.
inline constexpr size_t kTypeName = kMaxFields, kAnyValue = kMaxFields + 1;

struct Frame {
  Shape shape;
  bool array = false;
  const Type* held = nullptr;  // what the Any holds that this is: then its fields are this type's
  std::string* type_name = nullptr;   // where the "@type" goes of an Any that is read for it
  std::bitset<kMaxFields + 2> given;  // of known fields
  Names names;                        // where any may be

  const Type& fields() const { return held != nullptr ? *held : *shape.type; }
  bool has_fields() const { return held != nullptr || shape.type->has_fields(); }
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_FRAME_H_
