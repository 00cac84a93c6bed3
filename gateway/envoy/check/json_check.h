// JSON bodies read strictly, by the types of a table.
//
// The transcoder takes what JSON forbids and drops what it does not know; this refuses both, with
// the path of the place. It checks form, names, and whether a value is of its field's kind of JSON,
// one of its words, or a text of its form: a number, a time, a duration. What else a text or a
// number says is left to the transcoder.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_CHECK_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_CHECK_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "gateway/envoy/check/fault.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// Objects and arrays in one another. In free JSON a level costs three of the hundred that protobuf
// allows to a message.
inline constexpr size_t kMaxDepth = 32;
// Values in one body: a batch of 200 resources has some thousands. Bounds the time of one check.
inline constexpr size_t kMaxValues = 50000;

// What a place in a body may hold. With `list` an array of the type, or one value for it, as the
// transcoder has it.
struct Shape {
  const Type* type = nullptr;
  bool list = false;
  // An element of a list, or a value of a map. The transcoder drops a null there, or makes the
  // empty value of it, and puts the elements of a list in place of one.
  bool inner = false;
};

inline constexpr Type kFreeJson = {Kind::kFree};
inline constexpr Shape kFree = {&kFreeJson};

// The first fault of the body, or none. Makes no copy of the body. Its time is bounded by the
// body's size (an Any is read twice, and so is what is within it, each level anew), its memory by
// kMaxValues names and kMaxDepth levels, its stack by kMaxDepth. Reasons: INVALID_JSON,
// INVALID_FIELD, JSON_TOO_DEEP, TOO_MANY_VALUES. Thread safety: all.
std::optional<Fault> CheckJson(std::string_view body, const Api& api, Shape shape);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_CHECK_H_
