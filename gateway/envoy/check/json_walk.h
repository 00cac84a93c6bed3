// One reading of one body, for CheckJson alone.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_WALK_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_WALK_H_

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/envoy/check/fault.h"
#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/json_frame.h"
#include "gateway/envoy/check/json_path.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// It goes on in a loop, not by recursion; only an Any begins another one, a level deeper. Functions
// that read return false, or kNoValue, when there is a fault. Thread safety: none.
class JsonWalk {
 public:
  // Both outlive it.
  JsonWalk(std::string_view text, const Api& api) : text_(text), api_(api) {}

  // Once.
  std::optional<Fault> Run(Shape shape);

 private:
  static constexpr char kInvalidField[] = "INVALID_FIELD", kInvalidJson[] = "INVALID_JSON";

  // Where the loop is, and how many objects and arrays are open there.
  struct At {
    size_t place = 0;
    size_t depth = 0;
  };

  bool Whole(Shape shape);
  // Reads the value at `place`, whose path has `base` parts.
  size_t Value(size_t place, Shape shape, size_t base, std::string* type_name);
  // Opens the object or array at the place, and goes to what is first in it.
  bool Open(Shape shape, std::string* type_name, At* at);
  // The type of what the Any holds at the place: it is read for form and for its "@type" first, to
  // be read once more by the type that this names. The transcoder refuses types that it does not
  // know: such an Any has been read with that, and its closing brace is told.
  bool LookIntoAny(const At& at, const Type** held, size_t* last);
  bool Scalar(Shape shape, At* at);
  // Goes on behind a value: past a comma to the next member or element, or out of what ends, down
  // to `base`. What was just opened has its first one before it.
  bool PastValue(size_t base, At* at);
  // Reads what should be the name of a member, and goes to its value.
  bool Member(At* at, Shape* shape);
  bool KnownMember(Frame* frame, std::string_view name, size_t depth, Shape* shape);
  bool AnyMember(Frame* frame, std::string_view name, size_t depth, Shape* shape);
  bool ReadTypeName(const At& at, std::string* type_name);
  std::string_view Between(size_t first, size_t end) const;
  size_t WrongType(size_t depth, const Type& type);
  // What is no JSON, and where.
  bool Broken(size_t depth, const char* text, size_t place);
  bool Fail(size_t depth, std::string text, const char* reason = kInvalidJson);

  const std::string_view text_;
  const Api& api_;
  size_t values_ = 0;
  bool opened_ = false;  // whether the place is at the first of what was just opened
  JsonPath<kMaxDepth> path_;
  std::array<Frame, kMaxDepth + 1> frames_;  // by depth, from 1
  std::deque<std::string> unescaped_;        // names that `names` of frames refer to
  std::optional<Fault> fault_;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_WALK_H_
